using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Enterprises;

public sealed class EnterpriseLifeTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task The_bureau_verifies_suspends_and_reinstates()
    {
        var own = await app.RegisteredEnterpriseAsync();
        var (address, bureau) = ($"enterprises/{own.Organisation}", app.AsBureau());

        Assert.Equal("verified", (await bureau.MoveAsync(address, "verification", new { verified = true })).Expect(200).Str("status"));
        var suspended = (await bureau.MoveAsync(address, "suspension", new { reason = "环保督察整改" })).Expect(200);
        Assert.Equal(("suspended", "\"3\""), (suspended.Str("status"), suspended.ETag));
        Assert.Equal("环保督察整改", (await own.GetAsync(address)).Str("reasons.0"));
        Assert.Equal("verified", (await bureau.MoveAsync(address, "reinstatement")).Expect(200).Str("status"));
        Assert.Equal(0, (await own.GetAsync(address)).Count("reasons"));
    }

    [Fact]
    public async Task A_refusal_names_its_reasons_and_a_mended_profile_asks_again()
    {
        var uscc = Parties.NewUscc();
        var own = await app.RegisteredEnterpriseAsync(Parties.EnterpriseProfile(uscc));
        var address = $"enterprises/{own.Organisation}";

        (await app.AsBureau().MoveAsync(address, "verification", new { verified = false, reasons = new[] { "营业执照过期", "地址不符" } })).Expect(200);
        var refused = (await own.GetAsync(address)).Expect(200);
        Assert.Equal(("refused", 2), (refused.Str("status"), refused.Count("reasons")));

        var mended = (await own.PutAsync($"{address}/profile", new { profile = Parties.EnterpriseProfile(uscc) }, refused.ETag)).Expect(200);
        Assert.Equal("registered", mended.Str("status"));
    }

    [Fact]
    public async Task A_verified_profile_keeps_its_verification_while_only_figures_change()
    {
        var uscc = Parties.NewUscc();
        var own = await app.VerifiedEnterpriseAsync(Parties.EnterpriseProfile(uscc));
        var address = $"enterprises/{own.Organisation}/profile";

        var figures = (await own.PutAsync(address, new { profile = Parties.EnterpriseProfile(uscc, annualOutputT: 1m) }, "\"2\"")).Expect(200);
        Assert.Equal("verified", figures.Str("status"));
        var named = (await own.PutAsync(address, new { profile = Parties.EnterpriseProfile(uscc, name: "新名称钢铁有限公司") }, figures.ETag)).Expect(200);
        Assert.Equal("registered", named.Str("status"));
        (await own.PutAsync(address, new { profile = Parties.EnterpriseProfile() }, named.ETag)).ExpectProblem(409, "enterprise.uscc_fixed");
    }

    [Fact]
    public async Task A_move_that_does_not_fit_the_state_is_refused()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var (address, bureau) = ($"enterprises/{own.Organisation}", app.AsBureau());
        (await bureau.MoveAsync(address, "verification", new { verified = true })).ExpectProblem(409, "enterprise.wrong_state");
        (await bureau.MoveAsync(address, "reinstatement")).ExpectProblem(409, "enterprise.wrong_state");
    }

    [Theory]
    [InlineData("{\"verified\":false}", "reasons", "list.wrong_length")]
    [InlineData("{\"verified\":false,\"reasons\":[]}", "reasons", "list.wrong_length")]
    [InlineData("{\"verified\":false,\"reasons\":[\" \"]}", "reasons[0]", "text.empty")]
    [InlineData("{\"verified\":false,\"reasons\":[\"a\",\"a\"]}", "reasons", "list.repeats")]
    [InlineData("{\"verified\":true,\"reasons\":[\"a\"]}", "reasons", "list.wrong_length")]
    [InlineData("{\"verified\":\"true\"}", "verified", "field.wrong_type")]
    [InlineData("{}", "verified", "field.missing")]
    public async Task A_verification_states_reasons_exactly_when_it_refuses(string body, string field, string code)
    {
        var own = await app.RegisteredEnterpriseAsync();
        (await app.AsBureau().PostRawAsync($"enterprises/{own.Organisation}/verification", body, ifMatch: "\"1\"")).ExpectFlaw(field, code);
    }

    [Fact]
    public async Task Only_the_bureau_that_oversees_it_may_and_others_do_not_learn_that_it_exists()
    {
        var own = await app.RegisteredEnterpriseAsync();
        var move = $"enterprises/{own.Organisation}/verification";
        var body = new { verified = true };

        (await app.AsBureau("130100").PostAsync(move, body, "\"1\"")).ExpectProblem(404, "enterprise.unknown");
        (await own.PostAsync(move, body, "\"1\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsEnterprise(Guid.CreateVersion7()).PutAsync($"enterprises/{own.Organisation}/profile", new { profile = Parties.EnterpriseProfile() }, "\"1\""))
            .ExpectProblem(404, "enterprise.unknown");
        (await app.AsBureau().PostAsync($"enterprises/{Guid.CreateVersion7()}/verification", body, "\"1\"")).ExpectProblem(404, "enterprise.unknown");
        (await app.AsBureau("130481").PostAsync(move, body, "\"1\"")).Expect(200);
    }

    [Fact]
    public async Task A_change_states_the_version_it_changes()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var (move, body, bureau) = ($"enterprises/{own.Organisation}/suspension", new { reason = "整改" }, app.AsBureau());

        (await bureau.PostAsync(move, body)).ExpectProblem(428, "etag.missing");
        (await bureau.PostAsync(move, body, "2")).ExpectProblem(400, "etag.malformed");
        (await bureau.PostAsync(move, body, "*")).ExpectProblem(400, "etag.malformed");
        var stale = (await bureau.PostAsync(move, body, "\"1\"")).ExpectProblem(412, "etag.stale");
        Assert.Equal(2, stale["figures.current"]!.GetValue<int>());
        (await bureau.PostAsync(move, body, "\"2\"")).Expect(200);
    }

    [Fact]
    public async Task Of_two_that_change_the_same_version_one_is_too_late()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var bureau = app.AsBureau();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n =>
            bureau.PostAsync($"enterprises/{own.Organisation}/penalties", new { penalisedOn = "2026-01-05", documentNumber = $"罚{n}", kind = "air", words = "超标" }, "\"2\"")));

        Assert.Single(answers, answer => answer.Status == 200);
        foreach (var answer in answers.Where(answer => answer.Status != 200)) answer.ExpectProblem(412, "etag.stale");
    }

    [Fact]
    public async Task What_nobody_changed_is_not_sent_again()
    {
        var own = await app.VerifiedEnterpriseAsync();
        var seen = (await own.GetAsync($"enterprises/{own.Organisation}")).Expect(200);
        (await own.GetAsync($"enterprises/{own.Organisation}", seen.ETag)).Expect(304);
        (await app.AsBureau().MoveAsync($"enterprises/{own.Organisation}", "suspension", new { reason = "整改" })).Expect(200);
        (await own.GetAsync($"enterprises/{own.Organisation}", seen.ETag)).Expect(200);
    }

    [Fact]
    public async Task The_rows_are_what_the_events_give()
    {
        var uscc = Parties.NewUscc();
        var own = await app.VerifiedEnterpriseAsync(Parties.EnterpriseProfile(uscc));
        var (address, bureau) = ($"enterprises/{own.Organisation}", app.AsBureau());
        (await bureau.MoveAsync(address, "grades", new { grade = "b", gradedOn = "2026-01-05", documentNumber = "绩效1" })).Expect(200);
        (await bureau.MoveAsync(address, "grades", new { grade = "a", gradedOn = "2026-02-05", documentNumber = "绩效2" })).Expect(200);
        (await bureau.MoveAsync(address, "grade-withdrawals", new { documentNumber = "绩效1", reason = "误记" })).Expect(200);
        (await bureau.MoveAsync(address, "penalties", new { penalisedOn = "2026-01-05", documentNumber = "罚1", kind = "air", words = "超标", amountCny = 200_000.5m })).Expect(200);
        (await bureau.MoveAsync(address, "penalty-withdrawals", new { documentNumber = "罚1", reason = "撤销" })).Expect(200);
        (await bureau.MoveAsync(address, "suspension", new { reason = "整改" })).Expect(200);
        (await bureau.MoveAsync(address, "reinstatement")).Expect(200);
        (await own.PutAsync($"{address}/profile", new { profile = Parties.EnterpriseProfile(uscc, name: "改名") }, "\"9\"")).Expect(200);
        (await bureau.MoveAsync(address, "verification", new { verified = false, reasons = new[] { "不符" } })).Expect(200);

        await app.ExpectRebuiltAlikeAsync(new EnterpriseProjection());
    }
}
