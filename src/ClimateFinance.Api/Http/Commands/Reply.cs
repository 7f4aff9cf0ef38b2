namespace ClimateFinance.Api.Http.Commands;

/// <summary>The answer to an accepted command: its JSON, the new version, and where a new resource is.</summary>
internal sealed record Reply(int Status, string? ETag, string? Location, byte[] Json, bool Replayed = false) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = Json.Length;
        if (ETag is not null) response.Headers.ETag = ETag;
        if (Location is not null) response.Headers.Location = Location;
        if (Replayed) response.Headers[Idempotency.ReplayedHeader] = "true";
        await response.Body.WriteAsync(Json, httpContext.RequestAborted);
    }
}
