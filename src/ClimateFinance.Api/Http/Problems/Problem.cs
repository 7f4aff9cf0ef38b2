using System.Diagnostics;
using System.Text.Json;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Problems;

/// <summary>An RFC 9457 problem: the one shape in which this API says no.</summary>
internal sealed class Problem : IResult
{
    private readonly int status;
    private readonly Refusal refusal;
    private readonly IReadOnlyList<Flaw> flaws;
    private readonly int? retryAfterSeconds;
    private readonly string? error;

    private Problem(int status, Refusal refusal, IReadOnlyList<Flaw>? flaws = null, int? retryAfterSeconds = null, string? error = null) =>
        (this.status, this.refusal, this.flaws, this.retryAfterSeconds, this.error) = (status, refusal, flaws ?? [], retryAfterSeconds, error);

    /// <summary>A refusal of the domain: the kind decides the status. A flaw of shape that names its field is shown under that field.</summary>
    public static Problem Of(Refusal refusal) =>
        refusal.Kind == RefusalKind.Shape && FieldOf(refusal) is { } field ? Of([new Flaw(field, refusal)]) : new(StatusOf(refusal.Kind), refusal);

    /// <summary>Fields that cannot be what they should be.</summary>
    public static Problem Of(IReadOnlyList<Flaw> flaws) => new(StatusCodes.Status400BadRequest, Refusal.Shape("request.invalid"), flaws);

    /// <summary>A status with a code of the transport: <c>etag.stale</c>, <c>http.unauthorized</c>.</summary>
    public static Problem Of(int status, string code, params ReadOnlySpan<(string Name, object? Value)> facts) =>
        new(status, Refusal.Shape(code, facts));

    /// <summary>A refusal at the token endpoint, with the word of RFC 6749 section 5.2 beside the code.</summary>
    public static Problem OfToken(int status, string code, string error) => new(status, Refusal.Shape(code), error: error);

    /// <summary>Come back later.</summary>
    public static Problem Unavailable(string code, int retryAfterSeconds) =>
        new(StatusCodes.Status503ServiceUnavailable, Refusal.Shape(code), null, retryAfterSeconds);

    /// <summary>Asked too often; nothing was done.</summary>
    public static Problem TooMany(int retryAfterSeconds) =>
        new(StatusCodes.Status429TooManyRequests, Refusal.Shape("http.too_many_requests"), null, retryAfterSeconds);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var words = Words.For(httpContext.Request);
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        response.Headers.ContentLanguage = words.Language;
        response.Headers.Vary = "Accept-Language";
        if (retryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;

        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type", $"urn:climate-finance:problem:{refusal.Code}");
        json.WriteString("title", words.Say($"title.{status}"));
        json.WriteNumber("status", status);
        json.WriteString("detail", words.Say(refusal));
        json.WriteString("code", refusal.Code);
        if (error is not null) json.WriteString("error", error);
        if (flaws.Count > 0) WriteFlaws(json, words);
        if (refusal.Facts.Count > 0) WriteFigures(json, refusal.Facts);
        json.WriteString("traceId", Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier);
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Shape => StatusCodes.Status400BadRequest,
        RefusalKind.Rule => StatusCodes.Status409Conflict,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Unknown => StatusCodes.Status404NotFound,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of refusal."),
    };

    private static string? FieldOf(Refusal refusal)
    {
        foreach (var name in new[] { "field", "range", "figure", "limit" })
        {
            if (refusal.Facts.TryGetValue(name, out var field) && field is string text) return text;
        }

        return null;
    }

    private void WriteFlaws(Utf8JsonWriter json, Words words)
    {
        json.WriteStartObject("errors");
        foreach (var field in flaws.GroupBy(f => f.Field, StringComparer.Ordinal))
        {
            json.WriteStartArray(field.Key);
            foreach (var flaw in field)
            {
                json.WriteStartObject();
                json.WriteString("code", flaw.Why.Code);
                json.WriteString("detail", words.Say(flaw.Why));
                if (flaw.Why.Facts.Count > 0) WriteFigures(json, flaw.Why.Facts);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> facts)
    {
        json.WriteStartObject("figures");
        foreach (var (name, value) in facts)
        {
            switch (value)
            {
                case null: json.WriteNull(name); break;
                case int number: json.WriteNumber(name, number); break;
                case long number: json.WriteNumber(name, number); break;
                case decimal number: json.WriteNumber(name, number); break;
                case bool flag: json.WriteBoolean(name, flag); break;
                default: json.WriteString(name, Words.Text(value)); break;
            }
        }

        json.WriteEndObject();
    }
}
