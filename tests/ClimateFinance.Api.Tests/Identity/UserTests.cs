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
        (await AddAsync(password: "aaaaaaaaaaaa")).Expect(201);
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
    public async Task Users_are_the_operators_alone()
    {
        foreach (var client in new[] { app.AsBank(Guid.NewGuid()), app.AsEnterprise(Guid.NewGuid()), app.AsBureau() })
        {
            (await client.GetAsync("identity/users")).ExpectProblem(403, "http.forbidden");
            (await client.GetAsync($"identity/users/{Guid.NewGuid()}")).ExpectProblem(403, "http.forbidden");
            (await client.PostAsync("identity/users", new { })).ExpectProblem(403, "http.forbidden");
            (await client.PostAsync($"identity/users/{Guid.NewGuid()}/deactivation", new { Reason = "why" })).ExpectProblem(403, "http.forbidden");
        }

        (await app.Anonymous().GetAsync("identity/users")).ExpectProblem(401, "http.unauthorized");
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
    }

    [Fact]
    public async Task A_user_that_is_there_is_ensured_by_leaving_it_as_it_is()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<UserDesk>();
        var (name, bank) = ($"seed-{Guid.NewGuid():N}", Guid.NewGuid());
        var first = await desk.EnsureUserAsync(new NewUser(name, "Officer", Role.Bank, bank, null, Password));
        var second = await desk.EnsureUserAsync(new NewUser(name, "Other", Role.Operator, null, null, "another password"));
        Assert.Equal(first, second);
        (await app.Anonymous().PostAsync("identity/login", new { UserName = name, Password })).Expect(200);
        await Assert.ThrowsAsync<IdentitySetupException>(() => desk.EnsureUserAsync(new NewUser($"{name}-2", "Other", Role.Operator, null, null, "short")));
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
