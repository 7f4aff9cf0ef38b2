namespace ClimateFinance.Api.Http.Security;

/// <summary>
/// What every answer tells a browser: take the type as it is, put the page into no frame, tell nobody where you were, run nothing from elsewhere, keep what
/// was answered out of caches unless the answer itself says otherwise. Pages of other origins get no answer they can read: there is no CORS here.
/// </summary>
internal static class AnswerHeaders
{
    /// <summary>The two pages are Swagger UI, which sets styles by itself and draws small images from data, and the neutrality statement.</summary>
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void UseAnswerHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(static state =>
        {
            var (headers, request) = (((HttpContext)state).Response.Headers, ((HttpContext)state).Request);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = Policy;
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            if (request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        }, http);
        return next(http);
    });
}
