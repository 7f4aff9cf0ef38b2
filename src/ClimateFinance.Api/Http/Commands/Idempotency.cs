using System.Security.Cryptography;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Http.Commands;

/// <summary>
/// <c>Idempotency-Key</c> on a POST: a repeat within 72 hours gets the first answer with <c>Idempotency-Replayed: true</c>, also when two
/// arrive at once and after a restart. Only what was accepted is kept: a refusal stored nothing, so its repeat is decided anew.
/// </summary>
internal static class Idempotency
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    public const int MaxLength = 255;
    public static readonly TimeSpan Kept = TimeSpan.FromHours(72);

    /// <summary>The key of a request: null when there is none; a problem when it is too long or has odd characters.</summary>
    public static (string? Key, Problem? Problem) KeyOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values)) return (null, null);
        var key = values.ToString();
        return key.Length is 0 or > MaxLength || key.Any(c => c is < ' ' or > '~')
            ? (null, Problem.Of(StatusCodes.Status400BadRequest, "idempotency.malformed", ("max", MaxLength), ("given", key.Length)))
            : (key, null);
    }

    /// <summary>The caller and the method: the same key of another caller is another key.</summary>
    public static string ScopeOf(Caller caller, HttpRequest request) => $"{caller.Actor}/{request.Method}";

    /// <summary>Over path, query and body: what makes a request the same request.</summary>
    public static async ValueTask<byte[]> HashAsync(HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{http.Request.Path}{http.Request.QueryString}\n"));
        hash.AppendData((await RequestBody.BytesAsync(http)).Span);
        return hash.GetHashAndReset();
    }

    /// <summary>The first answer again, or 422 when the key was used for something else.</summary>
    public static IResult Replay(Answer first, byte[] requestHash) => CryptographicOperations.FixedTimeEquals(first.RequestHash, requestHash)
        ? new Reply(first.Status, first.ETag, first.Location, first.Body, Replayed: true)
        : Problem.Of(StatusCodes.Status422UnprocessableEntity, "idempotency.other_request");
}
