namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>Headers by lot, with what a proxy, a hurried client or an attacker makes of them.</summary>
internal sealed class FuzzHeaders(FuzzValues values)
{
    private static readonly string[] Versions = ["\"1\"", "\"2\"", "\"999\"", "*", "W/\"1\"", "\"99999999999999999999\"", "abc", "\"\"", "\"1\", \"2\"", "\"-1\"", "\"1-\"", "\"1-zz\"", "\"０\"", "\" 1\"", new string('9', 3_000)];

    private static readonly string[] Keys = ["k1", "k2", "k3", "k4", "k5", "", " ", "ключ", new string('k', 255), new string('k', 256), "a\tb"];

    private static readonly string[] Languages = ["zh-CN", "en", "zh-CN,en;q=0.5", "en;q=abc", "zh;q=2", "*", ";;;,,", "zh-CN;q=0,en;q=0", "de", new string('z', 2_000), "中文"];

    private static readonly string[] Types =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=\"", "text/plain", "text/csv", "application/xml", "multipart/form-data; boundary=x", "/", "application/problem+json", "APPLICATION/JSON", "",
    ];

    private static readonly string[] Accepted = ["*/*", "application/json", "text/csv", "application/xml;q=x", "text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ",,,", ""];

    private static readonly string[] Tokens = ["Bearer", "Bearer ", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "Basic YTpi", "bearer null", "Bearer " + "x.y.z\u00e9"];

    /// <param name="version">The version that the resource has, where it was looked up.</param>
    /// <param name="oddness">0: what belongs there and nothing else.</param>
    public IEnumerable<(string Name, string Value)> Of(string? version, int oddness, bool command)
    {
        if (command && version is not null && (oddness == 0 || values.Chance(75))) yield return ("If-Match", version);
        else if (values.Chance(oddness == 0 ? 0 : 50)) yield return ("If-Match", values.OneOf(Versions));
        if (oddness == 0) yield break;
        if (values.Chance(20)) yield return ("Idempotency-Key", values.OneOf(Keys));
        if (values.Chance(25)) yield return ("Accept-Language", values.OneOf(Languages));
        if (values.Chance(15)) yield return ("If-None-Match", values.OneOf(Versions));
        if (values.Chance(10)) yield return ("Accept", values.OneOf(Accepted));
        if (values.Chance(3)) yield return ("Content-Encoding", "gzip");
        if (values.Chance(3)) yield return (values.OneOf(["Content-Digest", "Repr-Digest"]), values.OneOf(["sha-256=:AAAA:", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", "", "sha-512=:a:"]));
        if (values.Chance(3)) yield return ("X-Forwarded-For", "::1, '; drop");
        if (values.Chance(3)) yield return ("X-HTTP-Method-Override", "DELETE");
        if (values.Chance(3)) yield return ("Range", "bytes=0-1,5-");
        if (values.Chance(3)) yield return ("traceparent", "00-zz-zz-99");
        if (values.Chance(3)) yield return ("Cookie", "a=b; .AspNetCore=x");
    }

    public string ContentType(int oddness) => oddness > 0 && values.Chance(6) ? values.OneOf(Types) : "application/json";

    /// <summary>A token that is none, or null: the caller's own.</summary>
    public string? Token(int oddness) => oddness > 0 && values.Chance(3) ? values.OneOf(Tokens) : null;
}
