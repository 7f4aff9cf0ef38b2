using ClimateFinance.Api.Tests.Projects;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Climate;

public sealed class MeasurementTests(MarketApp app) : IClassFixture<MarketApp>
{
    private readonly Scenario scenario = new(app);

    private static object Report(string from, string to, decimal tco2e, int? corrects = null) =>
        new { from, to, tco2e, verifier = "某核查机构", reportNumber = $"HC-{from}", evidenceSha256 = new string('b', 64), corrects };

    [Fact]
    public async Task What_was_measured_stands_beside_what_was_promised_and_newer_reports_correct()
    {
        var own = await scenario.EnterpriseAsync();
        var address = await own.AdmittedAsync();
        Assert.Equal(0m, (await own.GetAsync($"{address}/measurements")).Expect(200).Num("measuredDays"));
        (await own.MoveAsync(address, "measurements", Report("2025-01-01", "2025-12-31", 100_000m))).Expect(200);
        var first = (await app.AsBureau().GetAsync($"{address}/measurements")).Expect(200);
        Assert.Equal((365m, 117_288m, 100_000m, 85.3m), (first.Num("measuredDays"), first.Num("promisedTco2e"), first.Num("measuredTco2e"), first.Num("keptPercent")));

        (await own.MoveAsync(address, "measurements", Report("2025-07-01", "2025-12-31", 1m))).ExpectProblem(409, "measurement.period_counted_already");
        (await own.MoveAsync(address, "measurements", Report("2025-01-01", "2025-12-31", 110_000m, 1))).Expect(200);
        var second = (await own.GetAsync($"{address}/measurements")).Expect(200);
        Assert.Equal((110_000m, false, true), (second.Num("measuredTco2e"), second["reports.0.standing"]!.GetValue<bool>(), second["reports.1.standing"]!.GetValue<bool>()));
        Assert.Equal(new string('b', 64), second.Str("reports.1.evidenceSha256"));
    }

    [Fact]
    public async Task Only_the_enterprise_itself_reports_and_only_what_can_be()
    {
        var own = await scenario.EnterpriseAsync();
        var address = await own.AdmittedAsync();
        var body = Report("2025-01-01", "2025-12-31", 100_000m);
        var other = await scenario.EnterpriseAsync();
        (await other.PostAsync($"{address}/measurements", body, "\"3\"")).ExpectProblem(404, "project.unknown");
        (await app.AsBureau().PostAsync($"{address}/measurements", body, "\"3\"")).ExpectProblem(403, "http.forbidden");
        (await own.PostAsync($"{address}/measurements", body)).ExpectProblem(428, "etag.missing");
        (await own.PostAsync($"{address}/measurements", body, "\"1\"")).ExpectProblem(412, "etag.stale");
        (await own.MoveAsync(address, "measurements", new { from = "2025-01-01", to = "2025-12-31", tco2e = 1, verifier = "v", reportNumber = "r", evidenceSha256 = "x" }))
            .ExpectProblem(400, "measurement.evidence_wrong_form");
        (await own.MoveAsync(address, "measurements", Report("2025-12-31", "2025-01-01", 1m))).ExpectProblem(400, "measurement.period_wrong");
        (await own.MoveAsync(address, "measurements", Report("2099-01-01", "2099-02-01", 1m))).ExpectProblem(409, "measurement.period_not_over");
        (await own.MoveAsync(address, "measurements", Report("2025-01-01", "2025-12-31", 1e12m))).ExpectFlaw("tco2e", "number.out_of_range");
        (await own.MoveAsync(address, "measurements", Report("2025-01-01", "2025-12-31", 1m, 9))).ExpectProblem(409, "measurement.corrects_unknown");
        (await own.MoveAsync(await own.SubmittedAsync(), "measurements", body)).ExpectProblem(409, "project.wrong_state");
        (await app.AsBank(Guid.CreateVersion7()).GetAsync($"{address}/measurements")).ExpectProblem(404, "project.unknown");
        (await app.AsOperator().GetAsync($"{address}/measurements")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130100").GetAsync($"{address}/measurements")).ExpectProblem(404, "project.unknown");
    }
}
