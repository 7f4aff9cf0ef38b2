using System.Text.Json;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Queries;

/// <summary>A resource with its ETag; 304 when the caller has it already.</summary>
internal sealed class QueryReply<T>(T body, long version) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options);
        var etag = ETags.Of(version, json);
        var response = httpContext.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = "private, no-cache";
        if (ETags.NoneMatch(httpContext.Request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, httpContext.RequestAborted);
    }
}

internal static class QueryReply
{
    /// <summary>The one row, or 404 with a code: it does not exist, or is not this caller's to know.</summary>
    public static IResult OneOr404<T>(IReadOnlyList<T> rows, Func<T, long> version, string unknownCode) => rows.Count switch
    {
        0 => Problem.Of(Refusal.Unknown(unknownCode)),
        1 => new QueryReply<T>(rows[0], version(rows[0])),
        _ => throw new InvalidOperationException($"Expected at most one row, got {rows.Count}."),
    };

    /// <summary>Something without a version of its own.</summary>
    public static IResult Of<T>(T body) => new QueryReply<T>(body, 0);
}
