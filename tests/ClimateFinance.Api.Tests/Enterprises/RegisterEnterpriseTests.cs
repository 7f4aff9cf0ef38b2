using System.Text.Json;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Enterprises;

public sealed class RegisterEnterpriseTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task An_enterprise_registers_under_its_own_organisation_and_waits_for_the_bureau()
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        var uscc = Parties.NewUscc();

        var made = (await own.PostAsync("enterprises", new { profile = Parties.EnterpriseProfile(uscc.ToLowerInvariant()), illustrative = true })).Expect(201);

        Assert.Equal(own.Organisation, made.Id("enterpriseId"));
        Assert.Equal("registered", made.Str("status"));
        Assert.Equal("\"1\"", made.ETag);
        var seen = (await own.GetAsync(made.Location!)).Expect(200);
        Assert.Equal(uscc, seen.Str("uscc"));
        Assert.Equal(uscc, seen.Str("profile.uscc"));
        Assert.Equal(3_000_000m, seen.Num("profile.annualOutputT"));
        Assert.True(seen["illustrative"]!.GetValue<bool>());
        Assert.Null(seen["grade"]);
        Assert.Equal(0, seen.Count("grades"));
    }

    [Fact]
    public async Task The_bureau_of_the_region_and_the_operator_register_under_a_new_id()
    {
        foreach (var client in new[] { app.AsBureau(), app.AsBureau("130000"), app.AsOperator() })
        {
            var made = (await client.PostAsync("enterprises", new { profile = Parties.EnterpriseProfile() })).Expect(201);
            (await app.AsEnterprise(made.Id("enterpriseId")).GetAsync(made.Location!)).Expect(200);
        }
    }

    [Fact]
    public async Task Others_may_not()
    {
        var body = new { profile = Parties.EnterpriseProfile() };
        (await app.AsBureau("130100").PostAsync("enterprises", body)).ExpectProblem(403, "enterprise.not_yours");
        (await app.AsBank(Guid.CreateVersion7()).PostAsync("enterprises", body)).ExpectProblem(403, "http.forbidden");
        (await app.Anonymous().PostAsync("enterprises", body)).ExpectProblem(401, "http.unauthorized");
        (await app.AsBureau().PostAsync("enterprises", body)).Expect(201);
    }

    [Fact]
    public async Task One_organisation_registers_once()
    {
        var own = await app.RegisteredEnterpriseAsync();
        (await own.PostAsync("enterprises", new { profile = Parties.EnterpriseProfile() })).ExpectProblem(409, "enterprise.exists_already");
    }

    [Fact]
    public async Task One_credit_code_registers_once_however_it_is_written()
    {
        var uscc = Parties.NewUscc();
        await app.RegisteredEnterpriseAsync(Parties.EnterpriseProfile(uscc));

        var second = app.AsEnterprise(Guid.CreateVersion7());
        (await second.PostAsync("enterprises", new { profile = Parties.EnterpriseProfile($" {uscc.ToLowerInvariant()} ") })).ExpectProblem(409, "enterprise.uscc_taken");
        (await second.GetAsync($"enterprises/{second.Organisation}")).ExpectProblem(404, "enterprise.unknown");
    }

    [Fact]
    public async Task Of_many_that_race_for_one_credit_code_exactly_one_gets_it()
    {
        var profile = Parties.EnterpriseProfile();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.AsEnterprise(Guid.CreateVersion7()).PostAsync("enterprises", new { profile })));

        Assert.Single(answers, answer => answer.Status == 201);
        foreach (var answer in answers.Where(answer => answer.Status != 201)) answer.ExpectProblem(409, "enterprise.uscc_taken");
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_gets_the_first_answer_and_another_body_is_refused()
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        var body = new { profile = Parties.EnterpriseProfile() };

        var first = (await own.PostAsync("enterprises", body, key: "register-1")).Expect(201);
        var again = (await own.PostAsync("enterprises", body, key: "register-1")).Expect(201);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal((first.ETag, first.Location), (again.ETag, again.Location));
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        (await own.PostAsync("enterprises", new { profile = Parties.EnterpriseProfile() }, key: "register-1")).ExpectProblem(422, "idempotency.other_request");
        (await own.PostAsync("enterprises", body, key: new string('k', 256))).ExpectProblem(400, "idempotency.malformed");
    }

    [Fact]
    public async Task Repeats_that_arrive_at_once_all_get_one_answer()
    {
        var bureau = app.AsBureau();
        var body = new { profile = Parties.EnterpriseProfile() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => bureau.PostAsync("enterprises", body, key: "register-at-once")));

        foreach (var answer in answers) answer.Expect(201);
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("name", "", "text.empty")]
    [InlineData("name", "钢\u0001铁", "text.control_character")]
    [InlineData("uscc", "911304", "uscc.wrong_length")]
    [InlineData("uscc", "9113040OMA0CATTN07", "uscc.wrong_character")]
    [InlineData("uscc", "91130400MA0CABCD18", "uscc.wrong_check_character")]
    [InlineData("region", "13048", "region.wrong_form")]
    [InlineData("region", "139999", "region.unknown")]
    [InlineData("industry", "3120", "industry.wrong_form")]
    [InlineData("industry", "C9999", "industry.unknown")]
    [InlineData("route", "magic", "field.not_one_of")]
    [InlineData("route", "longProcess, eaf", "field.not_one_of")]
    [InlineData("route", "LongProcess", "field.not_one_of")]
    [InlineData("ownership", 1, "field.not_one_of")]
    [InlineData("annualOutputT", -1, "number.out_of_range")]
    [InlineData("annualOutputT", "many", "field.wrong_type")]
    [InlineData("etsMember", "yes", "field.wrong_type")]
    [InlineData("owner", "someone", "field.unknown")]
    public async Task A_flawed_field_is_named(string field, object value, string code)
    {
        var profile = JsonSerializer.SerializeToNode(Parties.EnterpriseProfile())!.AsObject();
        profile[field] = JsonSerializer.SerializeToNode(value);
        (await app.AsBureau().PostAsync("enterprises", new { profile })).ExpectFlaw($"profile.{field}", code);
    }

    [Fact]
    public async Task All_flaws_are_told_at_once()
    {
        var answer = await app.AsBureau().PostAsync("enterprises", new { profile = Parties.EnterpriseProfile("x", "", "000000", "Z") });
        answer.ExpectFlaw("profile.name", "text.empty").ExpectFlaw("profile.uscc", "uscc.wrong_length");
        answer.ExpectFlaw("profile.region", "region.unknown").ExpectFlaw("profile.industry", "industry.unknown");
    }

    [Theory]
    [InlineData("", "$", "body.missing")]
    [InlineData("null", "$", "body.missing")]
    [InlineData("{\"profile\":", "$", "body.not_json")]
    [InlineData("[]", "$", "field.wrong_type")]
    [InlineData("{}", "profile", "field.missing")]
    [InlineData("{\"profile\":null}", "profile", "field.null")]
    [InlineData("{\"profile\":{},\"profile\":{}}", "$", "body.not_json")]
    public async Task A_body_that_does_not_read_says_where(string body, string field, string code) =>
        (await app.AsBureau().PostRawAsync("enterprises", body)).ExpectFlaw(field, code);

    [Fact]
    public async Task Another_media_type_is_refused() =>
        (await app.AsBureau().PostRawAsync("enterprises", "profile=1", "application/x-www-form-urlencoded")).ExpectProblem(415, "http.unsupported_media_type");

    [Fact]
    public async Task The_words_follow_the_language_and_the_code_does_not()
    {
        var answer = await app.AsBureau("130100").PostAsync("enterprises", new { profile = Parties.EnterpriseProfile() }, language: "zh-CN");
        answer.ExpectProblem(403, "enterprise.not_yours");
        Assert.Equal("zh-CN", answer.Headers["Content-Language"]);
        Assert.Contains("企业", answer.Str("detail"), StringComparison.Ordinal);
    }
}
