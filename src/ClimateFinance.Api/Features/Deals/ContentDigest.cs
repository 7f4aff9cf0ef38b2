using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// The digest of a body that the sender states (RFC 9530). A document has one representation and comes unencoded, so <c>Content-Digest</c> and
/// <c>Repr-Digest</c> are the same thing here. Of several algorithms sha-256 is the one that is looked at.
/// </summary>
internal static class ContentDigest
{
    public const string OfContent = "Content-Digest";
    public const string OfRepresentation = "Repr-Digest";
    private const string Algorithm = "sha-256=";

    /// <summary>Which of the two headers was sent; the first wins.</summary>
    public static string HeaderOf(HttpRequest request) => request.Headers.ContainsKey(OfContent) ? OfContent : OfRepresentation;

    /// <summary>The 32 bytes stated, or null where none are.</summary>
    public static byte[]? Read(HttpRequest request, Check check)
    {
        var header = HeaderOf(request);
        if (!request.Headers.TryGetValue(header, out var values)) return null;
        var stated = values.ToString().Split(',', StringSplitOptions.TrimEntries).Where(member => member.StartsWith(Algorithm, StringComparison.Ordinal)).ToArray();
        var digest = new byte[32];
        if (stated is [var one] && one[Algorithm.Length..].Split(';')[0] is [':', .. var encoded, ':']
            && Convert.TryFromBase64String(encoded, digest, out var length) && length == digest.Length) return digest;
        check.Flawed(header, Refusal.Shape("document.digest_malformed"));
        return null;
    }

    public static string Write(byte[] sha256) => $"{Algorithm}:{Convert.ToBase64String(sha256)}:";
}
