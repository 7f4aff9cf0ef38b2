using System.Text.Json.Nodes;
using Xunit;

namespace ClimateFinance.Api.Tests.Support;

/// <summary>What came back.</summary>
public sealed record ApiAnswer(
    string Request, int Status, string? ETag, string? Location, string? MediaType, IReadOnlyDictionary<string, string> Headers, string Text)
{
    private JsonNode? json;

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => json ??= JsonNode.Parse(Text) ?? throw new InvalidOperationException($"{Request} answered no JSON.");

    /// <summary>A member of the body by path: <c>next.dueOn</c>, <c>items.0.dealId</c>.</summary>
    public JsonNode? this[string path]
    {
        get
        {
            JsonNode? node = Json;
            foreach (var step in path.Split('.')) node = int.TryParse(step, out var index) ? node?[index] : node?[step];
            return node;
        }
    }

    public Guid Id(string path) => this[path]!.GetValue<Guid>();

    public string Str(string path) => this[path]!.GetValue<string>();

    public decimal Num(string path) => this[path]!.GetValue<decimal>();

    public int Count(string path = "items") => this[path]!.AsArray().Count;

    /// <summary>This status, or the test fails with the whole answer.</summary>
    public ApiAnswer Expect(int status)
    {
        if (Status != status) Assert.Fail($"{Request}: expected {status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>A problem with this status and code, in the one shape of problems.</summary>
    public ApiAnswer ExpectProblem(int status, string code)
    {
        Expect(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(code, Str("code"));
        Assert.Equal(status, this["status"]!.GetValue<int>());
        Assert.Equal($"urn:climate-finance:problem:{code}", Str("type"));
        Assert.False(string.IsNullOrWhiteSpace(Str("title")));
        Assert.False(string.IsNullOrWhiteSpace(Str("detail")));
        Assert.False(string.IsNullOrWhiteSpace(Str("traceId")));
        return this;
    }

    /// <summary>A 400 that names this field with this code.</summary>
    public ApiAnswer ExpectFlaw(string field, string code)
    {
        ExpectProblem(400, "request.invalid");
        var flaws = Json["errors"]?[field]?.AsArray();
        if (flaws is null || !flaws.Any(f => f!["code"]!.GetValue<string>() == code)) Assert.Fail($"{Request}: no {code} at {field}: {Text}");
        return this;
    }
}
