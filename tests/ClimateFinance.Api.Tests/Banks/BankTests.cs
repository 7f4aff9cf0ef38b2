using ClimateFinance.Api.Features.Banks;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Banks;

public sealed class BankTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task A_bank_registers_is_verified_suspended_and_reinstated()
    {
        var own = app.AsBank(Guid.CreateVersion7());
        var made = (await own.PostAsync("banks", new { profile = Parties.BankProfile(), illustrative = true })).Expect(201);
        Assert.Equal((own.Organisation, "registered", "\"1\""), (made.Id("bankId"), made.Str("status"), made.ETag));

        var (address, bureau) = ($"banks/{own.Organisation}", app.AsBureau());
        Assert.Equal("verified", (await bureau.MoveAsync(address, "verification", new { verified = true })).Expect(200).Str("status"));
        Assert.Equal("suspended", (await bureau.MoveAsync(address, "suspension", new { reason = "网点迁址" })).Expect(200).Str("status"));
        Assert.Equal("网点迁址", (await own.GetAsync(address)).Str("reasons.0"));
        Assert.Equal("verified", (await bureau.MoveAsync(address, "reinstatement")).Expect(200).Str("status"));
        Assert.True((await own.GetAsync(address))["illustrative"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Any_change_of_the_profile_asks_for_a_new_verification()
    {
        var uscc = Parties.NewUscc();
        var own = await app.VerifiedBankAsync(Parties.BankProfile(uscc));
        var address = $"banks/{own.Organisation}/profile";

        Assert.Equal("verified", (await own.PutAsync(address, new { profile = Parties.BankProfile(uscc) }, "\"2\"")).Expect(200).Str("status"));
        Assert.Equal("registered", (await own.PutAsync(address, new { profile = Parties.BankProfile(uscc, group: "city") }, "\"3\"")).Expect(200).Str("status"));
        (await own.PutAsync(address, new { profile = Parties.BankProfile() }, "\"4\"")).ExpectProblem(409, "bank.uscc_fixed");
        (await app.AsBank(Guid.CreateVersion7()).PutAsync(address, new { profile = Parties.BankProfile() }, "\"4\"")).ExpectProblem(403, "bank.not_yours");
    }

    [Fact]
    public async Task A_refused_bank_hears_why()
    {
        var own = app.AsBank(Guid.CreateVersion7());
        (await own.PostAsync("banks", new { profile = Parties.BankProfile() })).Expect(201);
        var address = $"banks/{own.Organisation}";

        (await app.AsBureau().MoveAsync(address, "verification", new { verified = false })).ExpectFlaw("reasons", "list.wrong_length");
        Assert.Equal("refused", (await app.AsBureau().MoveAsync(address, "verification", new { verified = false, reasons = new[] { "执照不符" } })).Expect(200).Str("status"));
        Assert.Equal("执照不符", (await own.GetAsync(address)).Str("reasons.0"));
        (await app.AsBureau().MoveAsync(address, "suspension", new { reason = "x" })).ExpectProblem(409, "bank.wrong_state");
    }

    [Fact]
    public async Task Everyone_knows_the_banks_and_only_those_close_to_one_its_details()
    {
        var own = app.AsBank(Guid.CreateVersion7());
        (await own.PostAsync("banks", new { profile = Parties.BankProfile() })).Expect(201);
        var address = $"banks/{own.Organisation}";
        (await app.AsBureau().MoveAsync(address, "verification", new { verified = false, reasons = new[] { "执照不符" } })).Expect(200);

        foreach (var client in new[] { own, app.AsBureau(), app.AsOperator() })
        {
            var close = (await client.GetAsync(address)).Expect(200);
            Assert.NotNull(close["uscc"]);
            Assert.Equal(1, close.Count("reasons"));
        }

        foreach (var client in new[] { app.AsBank(Guid.CreateVersion7()), app.AsEnterprise(Guid.CreateVersion7()), app.AsBureau("130100") })
        {
            var far = (await client.GetAsync(address)).Expect(200);
            Assert.Equal(("试验银行邯郸分行", "130400", "state", "refused"), (far.Str("name"), far.Str("region"), far.Str("group"), far.Str("status")));
            Assert.Null(far["uscc"]);
            Assert.Equal(0, far.Count("reasons"));
        }

        (await app.Anonymous().GetAsync(address)).ExpectProblem(401, "http.unauthorized");
        (await own.GetAsync($"banks/{Guid.CreateVersion7()}")).ExpectProblem(404, "bank.unknown");
    }

    [Fact]
    public async Task Only_itself_its_bureau_and_the_operator_register_a_bank()
    {
        var body = new { profile = Parties.BankProfile() };
        (await app.AsBureau("130100").PostAsync("banks", body)).ExpectProblem(403, "bank.not_yours");
        (await app.AsEnterprise(Guid.CreateVersion7()).PostAsync("banks", body)).ExpectProblem(403, "http.forbidden");
        (await app.AsOperator().PostAsync("banks", body)).Expect(201);
        (await app.AsBureau().PostAsync("banks", body)).ExpectProblem(409, "bank.uscc_taken");
        var own = await app.VerifiedBankAsync();
        (await own.PostAsync("banks", new { profile = Parties.BankProfile() })).ExpectProblem(409, "bank.exists_already");
    }

    [Fact]
    public async Task Only_the_bureau_of_its_region_oversees_it()
    {
        var own = await app.VerifiedBankAsync();
        (await app.AsBureau("130100").PostAsync($"banks/{own.Organisation}/suspension", new { reason = "x" }, "\"2\"")).ExpectProblem(403, "bank.bureau_only");
        (await app.AsBureau().PostAsync($"banks/{Guid.CreateVersion7()}/suspension", new { reason = "x" }, "\"2\"")).ExpectProblem(404, "bank.unknown");
        (await app.AsBureau().PostAsync($"banks/{own.Organisation}/suspension", new { reason = "x" })).ExpectProblem(428, "etag.missing");
        (await app.AsBureau().PostAsync($"banks/{own.Organisation}/suspension", new { reason = "x" }, "\"1\"")).ExpectProblem(412, "etag.stale");
    }

    [Fact]
    public async Task Flawed_profiles_are_named_field_by_field()
    {
        (await app.AsOperator().PostAsync("banks", new { profile = Parties.BankProfile("91130499DEMX00014L", "", "1304", "state") }))
            .ExpectFlaw("profile.uscc", "uscc.wrong_check_character").ExpectFlaw("profile.name", "text.empty").ExpectFlaw("profile.region", "region.wrong_form");
        (await app.AsOperator().PostAsync("banks", new { profile = Parties.BankProfile(group: "village") })).ExpectFlaw("profile.group", "field.not_one_of");
    }

    [Fact]
    public async Task Lists_narrow_by_state_group_and_region()
    {
        var rural = await app.VerifiedBankAsync(Parties.BankProfile(region: "130481", group: "rural"));
        var reader = app.AsEnterprise(Guid.CreateVersion7());
        var found = (await reader.GetAsync("banks?status=verified&group=rural&region=130400")).Expect(200);
        Assert.Equal((1, rural.Organisation), (found.Count(), found.Id("items.0.bankId")));
        Assert.Equal(0, (await reader.GetAsync("banks?group=rural&region=130100")).Expect(200).Count());
        (await reader.GetAsync("banks?name=x")).ExpectFlaw("name", "query.unknown");
        (await reader.GetAsync("banks?group=village")).ExpectFlaw("group", "query.unreadable");
    }

    [Fact]
    public async Task The_rows_are_what_the_events_give()
    {
        var own = await app.VerifiedBankAsync();
        (await app.AsBureau().MoveAsync($"banks/{own.Organisation}", "suspension", new { reason = "网点迁址" })).Expect(200);
        await app.ExpectRebuiltAlikeAsync(new BankProjection());
    }
}
