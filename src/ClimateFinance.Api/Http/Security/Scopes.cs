using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Http.Security;

/// <summary>
/// What a client may do of what its role may: <c>read</c> and <c>write</c>, everywhere or in one area (<c>deals:write</c>). Reading is GET, and working
/// something out that stores nothing; all else is writing, and neither includes the other. The identity and operations areas are people's alone: no scope
/// opens them, but for asking who one is. People's tokens carry no scope and are not narrowed.
/// </summary>
internal static class Scopes
{
    public const string Claim = "scope";
    public const string Read = "read";
    public const string Write = "write";

    private const string Prefix = "/api/v1/";
    private const string Me = "/api/v1/identity/me";

    private static readonly string[] OfPeople = ["identity", "operations"];

    /// <summary>The areas, as addresses begin. A test holds this to the routes.</summary>
    public static readonly IReadOnlyList<string> Areas =
    [
        "banks", "deals", "enterprises", "evidence", "inbox", "key-emitters", "matching", "measured-comparison", "meetings", "needs", "oversight", "pairings", "persons",
        "products", "projects", "reference", "statistics",
    ];

    public static bool IsScope(string scope)
    {
        var parts = scope.Split(':');
        return parts[^1] is Read or Write && (parts.Length == 1 || (parts.Length == 2 && Areas.Contains(parts[0], StringComparer.Ordinal)));
    }

    /// <summary>Refuses a token with scopes where none of them is for this address.</summary>
    public static void UseScopes(this WebApplication app) => app.Use((http, next) =>
        http.User.FindFirst(Claim)?.Value is { } held && http.GetEndpoint() is RouteEndpoint endpoint && NeededFor(endpoint, http.Request.Method) is { } needed
            && !held.Split(' ').Any(scope => scope == needed.Verb || scope == needed.Narrow)
            ? Problem.Of(StatusCodes.Status403Forbidden, "scope.missing", ("needed", needed.Narrow), ("held", held)).ExecuteAsync(http)
            : next(http));

    /// <summary>What an address asks of a token with scopes; null for one that everybody may call.</summary>
    private static (string Verb, string Narrow)? NeededFor(RouteEndpoint endpoint, string method)
    {
        var address = endpoint.RoutePattern.RawText ?? string.Empty;
        if (!address.StartsWith(Prefix, StringComparison.Ordinal) || address == Me) return null;
        var area = address[Prefix.Length..].Split('/')[0];
        var verb = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || endpoint.Metadata.GetMetadata<CalculationMetadata>() is not null ? Read : Write;
        return OfPeople.Contains(area, StringComparer.Ordinal) ? ("-", $"{area}:{verb}") : (verb, $"{area}:{verb}");
    }
}
