using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Http.Queries;

/// <summary>
/// Reads from standbys, where <c>Database__ReadFromStandbys</c> allows them. Answers then carry <c>Read-Point</c>: how much of the history they
/// show, a command's its own effect included. A GET that brings it back may be answered by a standby that has come that far, else by the primary;
/// a GET that brings none is answered by the primary, so nobody who knows nothing of this reads what is old.
/// </summary>
internal static class ReadPoints
{
    public const string Header = "Read-Point";

    public static bool AreOn(IConfiguration configuration) => configuration.GetValue("Database:ReadFromStandbys", false);

    public static void UseReadPoints(this WebApplication app)
    {
        if (AreOn(app.Configuration)) app.Use(PassAsync);
    }

    private static async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        long? position = null;
        if (http.Request.Headers.TryGetValue(Header, out var given) && !ReadPoint.TryRead(given.ToString(), out position))
        {
            await Problem.Of(StatusCodes.Status400BadRequest, "read_point.malformed").ExecuteAsync(http);
            return;
        }

        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var point = new ReadPoint(mayLag: reads && position is not null, position ?? 0);
        http.Response.OnStarting(() =>
        {
            if (point.Position > 0) http.Response.Headers[Header] = point.Text;
            return Task.CompletedTask;
        });
        ReadPoint.Current = point;
        await next(http);
    }
}
