using System.Globalization;
using ClimateFinance.Api.Features.Carbon;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Climate;

public sealed class CarbonTests(MarketApp app) : IClassFixture<MarketApp>
{
    private readonly Scenario scenario = new(app);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<(DealDesk Desk, string Project)> DrawnAsync(decimal confirmed = 10_000_000m)
    {
        var own = await scenario.EnterpriseAsync();
        var project = await scenario.ProjectAsync(own);
        var desk = await (await scenario.DealAsync(enterprise: own, need: await scenario.NeedAsync(own, project))).ToAsync("drawing");
        if (confirmed > 0m) (await desk.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        return (desk, $"projects/{project}");
    }

    [Fact]
    public async Task A_banks_share_follows_its_drawn_balance_and_a_stated_one()
    {
        var (desk, project) = await DrawnAsync();
        var period = $"from={Day(app.Today)}&to={Day(app.Today)}";
        var share = (await desk.Bank.GetAsync($"{project}/attribution?{period}")).Expect(200);
        Assert.Equal((5m, 10_000_000m), (share.Num("shares.0.averagePercent"), share.Num("shares.0.balanceAtEndCny")));

        (await desk.Bank.PostAsync($"{desk.Path}/balances", new { on = app.Today, balanceCny = 4_200_000m })).Expect(200);
        Assert.Equal(2.1m, (await desk.Enterprise.GetAsync($"{project}/attribution?{period}")).Expect(200).Num("attributedPercent"));
        (await desk.Bank.PostAsync($"{desk.Path}/balances", new { on = app.Today, balanceCny = 10_000_001m })).ExpectProblem(409, "loan.above_drawn");
        (await app.AsBank(Guid.CreateVersion7()).PostAsync($"{desk.Path}/balances", new { on = app.Today, balanceCny = 1m })).ExpectProblem(404, "deal.unknown");
        (await desk.Enterprise.PostAsync($"{desk.Path}/balances", new { on = app.Today, balanceCny = 1m })).ExpectProblem(403, "http.forbidden");
        (await app.AsBank(Guid.CreateVersion7()).GetAsync($"{project}/attribution?{period}")).ExpectProblem(404, "project.unknown");
        (await app.AsBureau("130100").GetAsync($"{project}/attribution?{period}")).ExpectProblem(404, "project.unknown");
        (await desk.Bank.GetAsync($"{project}/attribution")).ExpectFlaw("from", "attribution.period_wrong");
        (await desk.Bank.GetAsync($"{project}/attribution?from={Day(app.Today)}&to={Day(app.Today.AddDays(1))}")).ExpectFlaw("to", "attribution.in_future");
    }

    [Fact]
    public async Task A_quarters_return_shows_loan_rate_tonnes_and_verifier()
    {
        var (desk, project) = await DrawnAsync();
        var quarter = ((app.Today.Month - 1) / 3) + 1;
        var first = new DateOnly(app.Today.Year, (quarter * 3) - 2, 1);
        if (app.Today > first)
            (await desk.Enterprise.MoveAsync(project, "measurements", new
            {
                from = Day(first),
                to = Day(app.Today.AddDays(-1)),
                tco2e = 10_000m,
                verifier = "某核查机构",
                reportNumber = "HC-1",
                evidenceSha256 = new string('c', 64),
            })).Expect(200);
        var path = $"banks/{desk.Bank.Organisation}/carbon-reduction-returns/{app.Today.Year}/{quarter}";
        var quarterly = (await desk.Bank.GetAsync(path)).Expect(200);
        Assert.Equal((1m, 10_000_000m, 10_000_000m, -20m), (quarterly.Num("loans"), quarterly.Num("balanceCny"), quarterly.Num("rows.0.drawnInQuarterCny"), quarterly.Num("rows.0.spreadBp")));
        Assert.Equal(("energySaving", "lpr5y", "HT-1"), (quarterly.Str("rows.0.field"), quarterly.Str("rows.0.benchmark"), quarterly.Str("rows.0.contractNumber")));
        Assert.Equal((quarterly.Num("rows.0.ratePercent"), 0.6m, 6_000_000m), (quarterly.Num("averageRatePercent"), quarterly.Num("principalShare"), quarterly.Num("toolFundsCny")));
        if (app.Today > first) Assert.Equal("某核查机构", quarterly.Str("rows.0.verifiers.0"));
        (await app.AsBank(Guid.CreateVersion7()).GetAsync(path)).ExpectProblem(404, "bank.unknown");
        (await desk.Enterprise.GetAsync(path)).ExpectProblem(403, "http.forbidden");
        Assert.Equal(Day(app.Today), quarterly.Str("countedTo"));
        (await desk.Bank.GetAsync($"banks/{desk.Bank.Organisation}/carbon-reduction-returns/2100/1")).ExpectProblem(404, "report.not_begun");
        (await desk.Bank.GetAsync($"banks/{desk.Bank.Organisation}/carbon-reduction-returns/2026/5")).ExpectFlaw("quarter", "number.out_of_range");
    }

    [Fact]
    public async Task A_meetings_loans_have_their_own_tonnes_and_no_other_loan_has_them_too()
    {
        var bureau = app.AsBureau();
        var planned = await bureau.PostAsync("meetings", new { title = "对接会", on = app.Today, place = "邯郸", region = "130400", organisers = new[] { "局" }, supporters = Array.Empty<string>(), illustrative = true });
        var meeting = $"meetings/{planned.Expect(201).Id("meetingId")}";
        (await bureau.MoveAsync(meeting, "holding", new { heldOn = app.Today })).Expect(200);
        var (outside, project) = await DrawnAsync();

        var bank = await scenario.BankAsync();
        var need = await scenario.NeedAsync(outside.Enterprise, Guid.Parse(project["projects/".Length..]));
        var product = await scenario.ProductAsync(bank);
        var deal = (await bureau.MoveAsync(meeting, "intentions", new { needId = need, productId = product })).Expect(200).Id("dealId");
        var inside = await new DealDesk(app, bank, outside.Enterprise, product, need, deal).ToAsync("drawing");
        (await inside.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);

        (await outside.Enterprise.MoveAsync(project, "completion", new { completedOn = app.Today.AddDays(-30) })).Expect(200);

        var today = $"from={Day(app.Today)}&to={Day(app.Today)}";
        var whole = (await bureau.GetAsync($"{project}/attribution?{today}")).Expect(200);
        Assert.Equal((2, 10m), (whole.Count("shares"), whole.Num("attributedPercent")));
        var ofMeeting = (await bureau.GetAsync($"{meeting}/reductions?{today}")).Expect(200);
        Assert.Equal((1, deal, 5m, 10_000_000m), (ofMeeting.Count("loans"), ofMeeting.Id("loans.0.dealId"), ofMeeting.Num("loans.0.averagePercent"), ofMeeting.Num("balanceAtEndCny")));
        Assert.True(ofMeeting.Num("estimatedTco2e") > 0m);
        Assert.Equal(whole["shares"]!.AsArray().Single(s => s!["dealId"]!.GetValue<Guid>() == deal)!["tco2e"]!.GetValue<decimal>(), ofMeeting.Num("measuredTco2e") + ofMeeting.Num("estimatedTco2e"));
        (await bureau.GetAsync($"{meeting}/reductions?from=2026-01-02&to=2026-01-01")).ExpectFlaw("from", "attribution.period_wrong");
        (await bureau.GetAsync($"{meeting}/reductions?to={Day(app.Today.AddDays(1))}")).ExpectFlaw("to", "attribution.in_future");
        (await app.AsBureau("130100").GetAsync($"{meeting}/reductions")).ExpectProblem(403, "meeting.bureau_only");
        (await bureau.GetAsync($"meetings/{Guid.CreateVersion7()}/reductions")).ExpectProblem(404, "meeting.unknown");
        foreach (var other in new[] { bank, outside.Enterprise, app.AsOperator() }) (await other.GetAsync($"{meeting}/reductions")).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task Financed_emissions_say_what_is_missing_and_what_they_cover()
    {
        var (desk, _) = await DrawnAsync();
        var path = $"banks/{desk.Bank.Organisation}/financed-emissions";
        var financed = (await desk.Bank.GetAsync(path)).Expect(200);
        Assert.Equal((10_000_000m, 0m, "projectFinance", "projectEmissions"), (financed.Num("outstandingCny"), financed.Num("coveredPercent"), financed.Str("loans.0.assetClass"), financed.Str("loans.0.missing")));
        (await app.AsBank(Guid.CreateVersion7()).GetAsync(path)).ExpectProblem(404, "bank.unknown");
        (await app.AsBureau().GetAsync(path)).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task A_profile_shows_years_trend_lists_and_promises_kept()
    {
        var (desk, project) = await DrawnAsync(0m);
        var own = desk.Enterprise;
        var path = $"enterprises/{own.Organisation}";
        var year = app.Today.Year - 1;
        (await own.PostAsync($"{path}/years", new { year = year - 1, outputT = 1_000m, scope1Tco2e = 1_800m, scope2Tco2e = 200m })).Expect(200);
        (await own.PostAsync($"{path}/years", new { year, outputT = 1_000m, scope1Tco2e = 1_700m, scope2Tco2e = 200m, etsCovered = true, allowanceTco2e = 1_800m, surrenderedTco2e = 1_900m })).Expect(200);
        (await app.AsBureau().PostAsync($"{path}/key-emitter-listing", new { year = app.Today.Year, documentNumber = "文号1", listed = true })).Expect(200);
        (await app.AsBureau().PostAsync($"{path}/key-emitter-listing", new { year = app.Today.Year, documentNumber = "文号1", listed = true })).ExpectProblem(409, "carbon_profile.listed_so_already");
        (await own.MoveAsync(project, "measurements", new { from = $"{year}-01-01", to = $"{year}-12-31", tco2e = 58_644m, verifier = "v", reportNumber = "r", evidenceSha256 = new string('c', 64) })).Expect(200);

        foreach (var party in new[] { own, desk.Bank, app.AsBureau() })
        {
            var profile = (await party.GetAsync($"{path}/carbon-profile")).Expect(200);
            Assert.Equal((1.9m, -5m, -100m), (profile.Num("years.1.intensity"), profile.Num("years.1.intensityChangePercent"), profile.Num("years.1.allowanceBalanceTco2e")));
            Assert.Equal((app.Today.Year, "b"), ((int)profile.Num("keyEmitterYears.0"), profile.Str("grades.0.grade")));
            Assert.InRange(profile.Num("promised.credibility"), 4_980m, 5_000m);
        }

        (await app.AsBank(Guid.CreateVersion7()).GetAsync($"{path}/carbon-profile")).ExpectProblem(404, "enterprise.unknown");
        (await app.AsBureau("130100").GetAsync($"{path}/carbon-profile")).ExpectProblem(404, "enterprise.unknown");
        (await (await scenario.EnterpriseAsync()).PostAsync($"{path}/years", new { year, outputT = 1m })).ExpectProblem(404, "enterprise.unknown");
        (await app.AsBureau("130100").PostAsync($"{path}/key-emitter-listing", new { year, documentNumber = "x", listed = true })).ExpectProblem(404, "enterprise.unknown");
        Assert.Contains((await app.AsOperator().GetAsync("key-emitters?limit=200")).Expect(200).Json["items"]!.AsArray(), e => e!["enterpriseId"]!.GetValue<Guid>() == own.Organisation);

        var compared = (await app.AsBureau().GetAsync("measured-comparison?by=enterprise")).Expect(200);
        Assert.Contains(compared.Json["rows"]!.AsArray(), r => r!["key"]!.GetValue<string>() == own.Organisation.ToString() && r["projects"]!.GetValue<int>() == 1);
        Assert.Equal("technology", (await app.AsBureau().GetAsync("measured-comparison")).Expect(200).Str("by"));
        (await own.GetAsync("measured-comparison")).ExpectProblem(403, "http.forbidden");
        await app.ExpectRebuiltAlikeAsync(new CarbonProfileProjection());
    }

    [Fact]
    public async Task A_meetings_account_counts_excludes_offsets_and_states()
    {
        var bureau = app.AsBureau();
        var planned = await bureau.PostAsync("meetings", new { title = "对接会<1>", on = app.Today, place = "邯郸", region = "130400", organisers = new[] { "局" }, supporters = Array.Empty<string>(), illustrative = true });
        var path = $"meetings/{planned.Expect(201).Id("meetingId")}/carbon-account";
        (await bureau.GetAsync(path)).ExpectProblem(404, "carbon_account.unknown");
        (await app.AsBureau("130100").PostAsync(path)).ExpectProblem(403, "meeting.bureau_only");
        (await bureau.PostAsync($"meetings/{Guid.CreateVersion7()}/carbon-account")).ExpectProblem(404, "meeting.unknown");
        Assert.Equal($"/api/v1/{path}", (await bureau.PostAsync(path)).Expect(201).Location);
        var power = new { phase = "holding", source = "power", words = "会场用电", quantity = 4_200m, unit = "kWh", basis = "metered", factorId = "EF-GRID-130000-2023" };
        (await bureau.PostAsync($"{path}/activities", power)).ExpectProblem(428, "etag.missing");
        Assert.Equal(2.737m, (await bureau.MoveAsync(path, "activities", power)).Expect(200).Num("emissionsTco2e"));
        (await bureau.MoveAsync(path, "activities", new { phase = "holding", source = "transport", words = "高铁", quantity = 1m, unit = "pkm", basis = "estimated" })).ExpectFlaw("factorId", "carbon_account.one_factor");
        (await bureau.MoveAsync(path, "activities", new { phase = "holding", source = "power", words = "x", quantity = 1m, unit = "kWh", basis = "metered", factorId = "EF-NONE" })).ExpectFlaw("factorId", "carbon_account.factor_unknown");
        var stated = new { value = 0.00003m, unit = "pkm", source = "made for a test", quality = "memory", uncertaintyPercent = 30m };
        (await bureau.MoveAsync(path, "activities", new { phase = "holding", source = "transport", words = "高铁", quantity = 10_000m, unit = "pkm", basis = "estimated", factor = stated })).Expect(200);
        (await bureau.MoveAsync(path, "closure")).ExpectProblem(409, "carbon_account.source_silent");
        foreach (var open in (await bureau.GetAsync(path)).Expect(200).Json["openSources"]!.AsArray())
            (await bureau.MoveAsync(path, "exclusions", new { phase = open!["phase"]!.GetValue<string>(), source = open["source"]!.GetValue<string>(), reason = "无此活动" })).Expect(200);

        var units = new { registry = "CCER", project = "造林", vintage = 2024, serialPrefix = $"T{path.GetHashCode(StringComparison.Ordinal):X}-", first = 1, last = 4, retiredOn = app.Today, documentSha256 = new string('d', 64) };
        (await bureau.GetAsync($"{path}/statement")).ExpectProblem(409, "carbon_account.not_closed");
        (await bureau.MoveAsync(path, "retirements", units)).Expect(200);
        (await bureau.MoveAsync(path, "retirements", units)).ExpectProblem(409, "carbon_account.serial_used");
        Assert.True((await bureau.MoveAsync(path, "closure")).Expect(200)["neutral"]!.GetValue<bool>());
        var account = (await app.AsEnterprise(Guid.CreateVersion7()).GetAsync(path)).Expect(200);
        Assert.True(account["statement.verifies"]!.GetValue<bool>());
        Assert.Equal(3.037m, account.Num("emissionsTco2e"));
        var html = (await bureau.GetAsync($"{path}/statement")).Expect(200).Str("html");
        Assert.Contains("碳中和声明", html, StringComparison.Ordinal);
        Assert.Contains("无此活动", html, StringComparison.Ordinal);
        Assert.DoesNotContain("对接会<1>", html, StringComparison.Ordinal);
        Assert.Equal("text/html", (await bureau.GetAsync($"{path}/statement?form=html")).Expect(200).MediaType);
        (await bureau.MoveAsync(path, "activities", power)).ExpectProblem(409, "carbon_account.closed");
    }

    [Fact]
    public async Task A_serial_is_used_once_however_many_retire_it_at_once()
    {
        var bureau = app.AsBureau();
        var paths = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var planned = await bureau.PostAsync("meetings", new { title = $"会{i}", on = app.Today, place = "邯郸", region = "130400", organisers = new[] { "局" }, supporters = Array.Empty<string>(), illustrative = true });
            paths.Add($"meetings/{planned.Expect(201).Id("meetingId")}/carbon-account");
            (await bureau.PostAsync(paths[i])).Expect(201);
        }

        var series = Guid.CreateVersion7().ToString("N");
        var answers = await Task.WhenAll(paths.Select((path, i) => bureau.PostAsync(
            $"{path}/retirements",
            new { registry = "CCER", project = "造林", vintage = 2024, serialPrefix = series, first = 10 - i, last = 20 - i, retiredOn = app.Today, documentSha256 = new string('d', 64) }, "\"1\"")));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.ExpectProblem(409, "carbon_account.serial_used"));
        await app.ExpectRebuiltAlikeAsync(new RetiredUnitProjection());
    }
}
