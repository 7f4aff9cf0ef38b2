using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Presets;

/// <summary>
/// While a preset is being loaded the host's clock runs through the story's days, so everybody but the loader waits (503 with Retry-After).
/// Liveness answers all the same.
/// </summary>
internal sealed class PresetGate
{
    private volatile string? pass;

    /// <summary>Closes the gate to all who do not carry this pass.</summary>
    public void Close(string secret) => pass = secret;

    public void Open() => pass = null;

    public Task PassAsync(HttpContext http, RequestDelegate next) =>
        pass is not { } secret || http.Request.Headers[PresetSession.PassHeader] == secret || http.Request.Path.StartsWithSegments("/health/live")
            ? next(http)
            : Problem.Unavailable("preset.loading", retryAfterSeconds: 3).ExecuteAsync(http);
}
