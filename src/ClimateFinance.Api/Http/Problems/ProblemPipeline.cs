using System.Text.RegularExpressions;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Diagnostics;

namespace ClimateFinance.Api.Http.Problems;

/// <summary>Turns what reaches the edge without a body (a bare 404, a thrown exception) into a problem. Endpoints themselves catch nothing.</summary>
internal static partial class ProblemPipeline
{
    private static readonly Regex Binding = new(@"^Failed to bind parameter ""\S+ (?<name>\w+)"" from ""(?<given>.*)""\.$", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = OnException, SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(context => Bare(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    private static Task OnException(HttpContext http)
    {
        var exception = http.Features.Get<IExceptionHandlerFeature>()!.Error;
        var problem = exception switch
        {
            BadHttpRequestException bad => OfBinding(bad) ?? Bare(bad.StatusCode),
            _ when PostgresDatabase.IsAway(exception) => Problem.Unavailable("store.unavailable", retryAfterSeconds: 2),
            OperationCanceledException when http.RequestAborted.IsCancellationRequested => Bare(StatusCodes.Status499ClientClosedRequest),
            _ => Bare(StatusCodes.Status500InternalServerError),
        };

        var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ClimateFinance.Problems");
        if (PostgresDatabase.IsAway(exception)) LogUnavailable(logger, exception.Message);
        else if (exception is not (BadHttpRequestException or OperationCanceledException)) LogUnexpected(logger, exception, http.Request.Method, http.Request.Path);
        return problem.ExecuteAsync(http);
    }

    /// <summary>A query parameter that does not read: the framework's message holds its name and the value, and nothing else of it is shown.</summary>
    private static Problem? OfBinding(BadHttpRequestException bad)
    {
        var match = Binding.Match(bad.Message);
        return match.Success
            ? Problem.Of([Flaw.Of(match.Groups["name"].Value, "query.unreadable", ("given", Shortened(match.Groups["given"].Value)))])
            : null;
    }

    private static string Shortened(string given) => given.Length <= 80 ? given : given[..80] + "…";

    private static Problem Bare(int status) => status switch
    {
        StatusCodes.Status400BadRequest => Problem.Of(status, "http.bad_request"),
        StatusCodes.Status401Unauthorized => Problem.Of(status, "http.unauthorized"),
        StatusCodes.Status403Forbidden => Problem.Of(status, "http.forbidden"),
        StatusCodes.Status404NotFound => Problem.Of(status, "http.not_found"),
        StatusCodes.Status405MethodNotAllowed => Problem.Of(status, "http.method_not_allowed"),
        StatusCodes.Status408RequestTimeout => Problem.Of(status, "http.too_slow"),
        StatusCodes.Status413PayloadTooLarge => Problem.Of(status, "http.body_too_large", ("maxBytes", (long)Bodies.RequestBody.MaxBytes)),
        StatusCodes.Status415UnsupportedMediaType => Problem.Of(status, "http.unsupported_media_type"),
        StatusCodes.Status429TooManyRequests => Problem.Of(status, "http.too_many_requests"),
        StatusCodes.Status503ServiceUnavailable => Problem.Unavailable("store.unavailable", retryAfterSeconds: 2),
        >= 500 => Problem.Of(StatusCodes.Status500InternalServerError, "http.unexpected"),
        _ => Problem.Of(status, "http.refused"),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected failure of {Method} {Path}.")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
