using System.Text.Json;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>Answers of this area.</summary>
internal static class IdentityReply
{
    /// <summary>Something that nothing on the way may keep.</summary>
    public static IResult Secret<T>(HttpContext http, int status, string? location, T body)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Of(body, status, location);
    }

    public static IResult Of<T>(T body, int status = StatusCodes.Status200OK, string? location = null) =>
        new Reply(status, null, location, JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options));
}
