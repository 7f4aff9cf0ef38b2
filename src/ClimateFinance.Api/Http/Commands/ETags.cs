using System.Globalization;
using System.Security.Cryptography;
using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Http.Commands;

/// <summary>
/// An ETag is <c>"version"</c> in the answer to a command and <c>"version-hash"</c> in the answer to a query, where the hash covers the
/// representation (which can show figures of other streams). <c>If-Match</c> compares the version alone.
/// </summary>
internal static class ETags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static string Of(long version, ReadOnlySpan<byte> representation) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Convert.ToHexStringLower(SHA256.HashData(representation).AsSpan(0, 8))}\"");

    /// <summary>The version that <c>If-Match</c> states: null when the header is missing; a problem when it is no ETag of ours.</summary>
    public static (long? Version, Problem? Problem) Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0) return (null, Problem.Of(StatusCodes.Status428PreconditionRequired, "etag.missing"));

        var tag = header.ToString().AsSpan().Trim();
        if (tag.Length > 2 && tag[0] == '"' && tag[^1] == '"')
        {
            tag = tag[1..^1];
            var dash = tag.IndexOf('-');
            if (long.TryParse(dash < 0 ? tag : tag[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
                return (version, null);
        }

        return (null, Problem.Of(StatusCodes.Status400BadRequest, "etag.malformed", ("given", header.ToString())));
    }

    /// <summary>Whether <c>If-None-Match</c> names this tag.</summary>
    public static bool NoneMatch(HttpRequest request, string etag)
    {
        foreach (var candidate in request.GetTypedHeaders().IfNoneMatch)
        {
            if (candidate.Tag.Equals(etag, StringComparison.Ordinal) || candidate.Tag == "*") return true;
        }

        return false;
    }
}
