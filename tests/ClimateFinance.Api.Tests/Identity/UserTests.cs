using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class UserTests(MarketApp app) : IClassFixture<MarketApp>
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task A_user_of_each_role_is_added_found_and_listed()
    {
        foreach (var role in new[] { "enterprise", "bank", "bureau", "operator" })
        {
            var made = (await AddAsync(role: role, region: role == "bureau" ? "130400" : null)).Expect(201);
            Assert.Equal($"/api/v1/identity/users/{made.Str("userId")}", made.Location);
            Assert.DoesNotContain(Password, made.Text, StringComparison.Ordinal);

            var found = (await app.AsOperator().GetAsync(made.Location!)).Expect(200);
            Assert.Equal(made.Str("userName"), found.Str("userName"));
            Assert.Equal(role, found.Str("role"));
            var listed = (await app.AsOperator().GetAsync($"identity/users?role={role}&deactivated=false&limit=1")).Expect(200);
            Assert.Equal(made.Str("userId"), listed.Str("items.0.userId"));
        }
    }

    [Fact]
    public async Task Pages_of_users_hold_everybody_once()
    {
        var made = new List<string>();
        for (var i = 0; i < 3; i++) made.Add((await AddAsync(role: "enterprise")).Expect(201).Str("userId"));
        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = (await app.AsOperator().GetAsync($"identity/users?role=enterprise&limit=2{cursor}")).Expect(200);
            seen.AddRange(page["items"]!.AsArray().Select(u => u!["userId"]!.GetValue<string>()));
            cursor = page["nextCursor"] is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Subset(seen.ToHashSet(), made.ToHashSet());
    }

    [Fact]
    public async Task Officers_of_one_region_are_of_one_bureau()
    {
        var (one, two, other) = (await AddAsync(role: "bureau", region: "130400"), await AddAsync(role: "bureau", region: "130400"), await AddAsync(role: "bureau", region: "130000"));
        Assert.Equal(one.Expect(201).Str("organisationId"), two.Expect(201).Str("organisationId"));
        Assert.NotEqual(one.Str("organisationId"), other.Expect(201).Str("organisationId"));
        Assert.Equal(CallerClaims.BureauOf(new RegionCode("130400")).ToString(), one.Str("organisationId"));
    }

    [Fact]
    public async Task Role_organisation_and_region_have_to_fit()
    {
        var somewhere = Guid.NewGuid();
        (await AddAsync(role: "bank", organisation: somewhere)).ExpectFlaw("organisationId", "user.organisation_unknown");
        (await AddAsync(role: "enterprise", organisation: somewhere)).ExpectFlaw("organisationId", "user.organisation_unknown");
        (await AddAsync(role: "enterprise", region: "130400")).ExpectFlaw("region", "user.region_not_for_role");
        (await AddAsync(role: "bureau")).ExpectFlaw("region", "user.region_needed");
        (await AddAsync(role: "bureau", region: "130400", organisation: somewhere)).ExpectFlaw("organisationId", "user.organisation_not_for_role");
        (await AddAsync(role: "bureau", region: "999999")).ExpectFlaw("region", "region.unknown");
        (await AddAsync(role: "operator", organisation: somewhere)).ExpectFlaw("organisationId", "user.organisation_not_for_role");
        (await AddAsync(role: "operator", region: "130400")).ExpectFlaw("region", "user.region_not_for_role");
        (await AddAsync(role: "system")).ExpectFlaw("role", "field.not_one_of");
    }

    [Fact]
    public async Task Names_and_passwords_have_their_form()
    {
        (await AddAsync(name: "two words")).ExpectFlaw("userName", "user.name_wrong_form");
        (await AddAsync(name: new string('a', 65))).ExpectFlaw("userName", "text.too_long");
        (await AddAsync(password: "elevenchars")).ExpectFlaw("password", "user.password_length");
        (await AddAsync(password: new string('a', 129))).ExpectFlaw("password", "user.password_length");
        foreach (var common in new[] { "aaaaaaaaaaaa", "abcabcabcabc", "1234567890123", "Password2026!", "P@ssw0rd1234", "qwertyuiop123", "IloveYou20262026" })
            (await AddAsync(password: common)).ExpectFlaw("password", "user.password_common");
        (await AddAsync(name: "zhang.san", password: "I am ZHANG.SAN here")).ExpectFlaw("password", "user.password_has_name");
        (await AddAsync(password: "purple kettle 17 north")).Expect(201);
        (await AddAsync(password: "气候投融资政银企对接平台")).Expect(201);
    }

    [Fact]
    public async Task A_name_is_one_users_in_any_case_also_when_two_come_at_once()
    {
        var name = $"twin-{Guid.NewGuid():N}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => AddAsync(name: i % 2 == 0 ? name : name.ToUpperInvariant())));
        Assert.Single(answers, a => a.Status == 201);
        foreach (var answer in answers.Where(a => a.Status != 201)) answer.ExpectProblem(409, "user.name_taken");
    }

    [Fact]
    public async Task Users_are_looked_after_by_the_operator_and_their_bureau_alone()
    {
        foreach (var client in new[] { app.AsBank(Guid.NewGuid()), app.AsEnterprise(Guid.NewGuid()) })
        {
            (await client.GetAsync("identity/users")).ExpectProblem(403, "http.forbidden");
            (await client.GetAsync($"identity/users/{Guid.NewGuid()}")).ExpectProblem(403, "http.forbidden");
            (await client.PostAsync($"identity/users/{Guid.NewGuid()}/deactivation", new { Reason = "why" })).ExpectProblem(403, "http.forbidden");
            (await client.PostAsync($"identity/users/{Guid.NewGuid()}/reactivation", new { Reason = "why" })).ExpectProblem(403, "http.forbidden");
            (await client.PostAsync($"identity/users/{Guid.NewGuid()}/password-renewal")).ExpectProblem(403, "http.forbidden");
            (await client.SendAsync(HttpMethod.Delete, $"identity/users/{Guid.NewGuid()}/sessions", null)).ExpectProblem(403, "http.forbidden");
        }

        foreach (var client in new[] { app.AsBank(Guid.NewGuid()), app.AsEnterprise(Guid.NewGuid()), app.AsBureau() })
            (await client.PostAsync("identity/users", new { })).ExpectProblem(403, "http.forbidden");
        (await app.Anonymous().GetAsync("identity/users")).ExpectProblem(401, "http.unauthorized");
    }

    [Fact]
    public async Task A_bureau_looks_after_the_users_of_its_region_and_knows_no_others()
    {
        var scenario = new Scenario(app);
        var (enterprise, bank) = (await scenario.EnterpriseAsync(), await scenario.BankAsync());
        var own = new[]
        {
            (await AddAsync(role: "enterprise", organisation: enterprise.Organisation)).Expect(201),
            (await AddAsync(role: "bank", organisation: bank.Organisation)).Expect(201),
            (await AddAsync(role: "bureau", region: "130481")).Expect(201),
        };
        var others = new[] { await AddAsync(), await AddAsync(role: "bank"), await AddAsync(role: "bureau", region: "130100"), await AddAsync(role: "bureau", region: "130000") };
        foreach (var user in own)
        {
            Assert.Equal(user.Str("userId"), (await app.AsBureau().GetAsync($"identity/users/{user.Str("userId")}")).Expect(200).Str("userId"));
            (await app.AsBureau("130100").GetAsync($"identity/users/{user.Str("userId")}")).ExpectProblem(404, "user.unknown");
        }

        foreach (var user in others)
        {
            var address = $"identity/users/{user.Expect(201).Str("userId")}";
            (await app.AsBureau().GetAsync(address)).ExpectProblem(404, "user.unknown");
            (await app.AsBureau().PostAsync($"{address}/deactivation", new { Reason = "why" })).ExpectProblem(404, "user.unknown");
            (await app.AsBureau().PostAsync($"{address}/reactivation", new { Reason = "why" })).ExpectProblem(404, "user.unknown");
            (await app.AsBureau().PostAsync($"{address}/password-renewal")).ExpectProblem(404, "user.unknown");
            (await app.AsBureau().SendAsync(HttpMethod.Delete, $"{address}/sessions", null)).ExpectProblem(404, "user.unknown");
            (await app.AsBureau().GetAsync($"{address}/record")).ExpectProblem(404, "user.unknown");
        }

        var listed = (await app.AsBureau().GetAsync("identity/users?limit=200")).Expect(200).Text;
        Assert.All(own, user => Assert.Contains(user.Str("userId"), listed, StringComparison.Ordinal));
        Assert.All(others, user => Assert.DoesNotContain(user.Str("userId"), listed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deactivation_has_a_reason_happens_once_and_not_to_oneself()
    {
        var made = (await AddAsync()).Expect(201);
        var address = $"identity/users/{made.Str("userId")}/deactivation";
        var itself = app.As(new Caller(made.Str("userId"), Role.Operator, null, null));
        (await itself.PostAsync(address, new { Reason = "Leaving." })).ExpectProblem(409, "user.not_yourself");
        (await app.AsOperator().PostAsync(address, new { Reason = " " })).ExpectFlaw("reason", "text.empty");
        var gone = (await app.AsOperator().PostAsync(address, new { Reason = "Left." })).Expect(200);
        Assert.Equal("Left.", gone.Str("deactivationReason"));
        (await app.AsOperator().PostAsync(address, new { Reason = "Left." })).ExpectProblem(409, "user.deactivated_already");
        (await app.AsOperator().PostAsync($"identity/users/{Guid.NewGuid()}/deactivation", new { Reason = "Left." })).ExpectProblem(404, "user.unknown");

        var back = address.Replace("deactivation", "reactivation", StringComparison.Ordinal);
        (await app.AsOperator().PostAsync(back, new { Reason = "" })).ExpectFlaw("reason", "text.empty");
        Assert.Null((await app.AsOperator().PostAsync(back, new { Reason = "Back." })).Expect(200)["deactivatedAt"]);
        (await app.AsOperator().PostAsync(back, new { Reason = "Back." })).ExpectProblem(409, "user.active_already");
        var record = (await app.AsOperator().GetAsync($"identity/users/{made.Str("userId")}/record?limit=1")).Expect(200);
        Assert.Equal(("reactivated", "Back.", "operator"), (record.Str("items.0.what"), record.Str("items.0.reason"), record.Str("items.0.by")));
        var before = (await itself.GetAsync($"identity/users/{made.Str("userId")}/record?limit=1&cursor={record.Str("nextCursor")}")).Expect(200);
        Assert.Equal(("deactivated", "Left."), (before.Str("items.0.what"), before.Str("items.0.reason")));
        (await app.AsBank(Guid.NewGuid()).GetAsync($"identity/users/{made.Str("userId")}/record")).ExpectProblem(404, "user.unknown");
    }

    [Fact]
    public async Task A_user_that_is_there_is_ensured_by_leaving_it_as_it_is()
    {
        var desk = app.Services.GetRequiredService<UserDesk>();
        var (name, bank) = ($"seed-{Guid.NewGuid():N}", Guid.NewGuid());
        var cancellation = TestContext.Current.CancellationToken;
        await desk.EnsureUserAsync(new NewUser(name, "Officer", Role.Bank, bank, null, Password), cancellation);
        await desk.EnsureUserAsync(new NewUser(name, "Other", Role.Operator, null, null, "another password"), cancellation);
        (await app.Anonymous().PostAsync("identity/login", new { UserName = name, Password })).Expect(200);
        (await app.Anonymous().PostAsync("identity/login", new { UserName = name, Password = "another password" })).ExpectProblem(401, "identity.wrong_credentials");
        await Assert.ThrowsAsync<IdentitySetupException>(
            () => desk.EnsureUserAsync(new NewUser($"{name}-2", "Other", Role.Operator, null, null, "short"), cancellation));
    }

    private Task<ApiAnswer> AddAsync(
        string? name = null, string role = "operator", string password = Password, Guid? organisation = null, string? region = null) =>
        app.AsOperator().PostAsync("identity/users", new
        {
            UserName = name ?? $"user-{Guid.NewGuid():N}",
            DisplayName = "Someone 某人",
            Role = role,
            Password = password,
            OrganisationId = organisation,
            Region = region,
        });
}
