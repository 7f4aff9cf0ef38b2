using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Shared;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class InvitationTests(MarketApp app) : IClassFixture<MarketApp>
{
    private const string Password = "purple kettle 17 north";

    [Fact]
    public async Task Whoever_is_invited_chooses_the_password_and_nobody_else_knows_it()
    {
        var bank = await new Scenario(app).BankAsync();
        var name = NewName();
        var made = (await InviteAsync(app.AsBureau(), name, "bank", bank.Organisation)).Expect(201);
        Assert.Equal("no-store", made.Headers["Cache-Control"]);
        var (token, id) = (made.Str("token"), made.Str("invitationId"));

        var listed = (await app.AsBureau().GetAsync("identity/invitations?open=true&limit=200")).Expect(200);
        Assert.Contains(id, listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, listed.Text, StringComparison.Ordinal);
        (await SignedIn.LoginAsync(app, name, Password)).Expect(401);

        var user = (await AcceptAsync(token)).Expect(200);
        Assert.Equal((name, bank.Organisation), (user.Str("userName"), user.Id("organisationId")));
        (await AcceptAsync(token)).ExpectProblem(404, "invitation.unknown");
        Assert.Equal("bank", (await (await SignedIn.AsAsync(app, name, Password)).MeAsync()).Expect(200).Str("role"));
        Assert.DoesNotContain(id, (await app.AsBureau().GetAsync("identity/invitations?open=true&limit=200")).Text, StringComparison.Ordinal);
        Assert.Equal("joined", (await app.AsBureau().GetAsync($"identity/users/{user.Str("userId")}/record")).Expect(200).Str("items.0.what"));

        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var stored = new NpgsqlCommand("select json_agg(i)::text from market.invitation i", connection);
        Assert.DoesNotContain(token, (string)(await stored.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_invites_every_role_and_a_bureau_only_people_of_its_region()
    {
        foreach (var role in new[] { "enterprise", "bank", "bureau", "operator" })
            (await InviteAsync(app.AsOperator(), NewName(), role, region: role == "bureau" ? "130000" : null)).Expect(201);

        var elsewhere = await new Scenario(app).EnterpriseAsync(verified: false, region: "130100", grade: null);
        (await InviteAsync(app.AsBureau(), NewName(), "bureau", region: "130481")).Expect(201);
        (await InviteAsync(app.AsBureau(), NewName(), "enterprise")).Expect(201);
        (await InviteAsync(app.AsBureau(), NewName(), "operator")).ExpectProblem(403, "invitation.not_yours_to_give");
        (await InviteAsync(app.AsBureau(), NewName(), "bureau", region: "130000")).ExpectProblem(403, "invitation.not_yours_to_give");
        (await InviteAsync(app.AsBureau(), NewName(), "bureau", region: "130100")).ExpectProblem(403, "invitation.not_yours_to_give");
        (await InviteAsync(app.AsBureau(), NewName(), "enterprise", elsewhere.Organisation)).ExpectFlaw("organisationId", "user.organisation_unknown");
        (await InviteAsync(app.AsOperator(), NewName(), "enterprise", elsewhere.Organisation)).Expect(201);
        foreach (var party in new[] { elsewhere, app.AsBank(Guid.NewGuid()) })
        {
            (await InviteAsync(party, NewName(), "bank")).ExpectProblem(403, "http.forbidden");
            (await party.GetAsync("identity/invitations")).ExpectProblem(403, "http.forbidden");
            (await party.PostAsync($"identity/invitations/{Guid.NewGuid()}/revocation")).ExpectProblem(403, "http.forbidden");
        }
    }

    [Fact]
    public async Task A_bureau_sees_and_takes_back_its_own_invitations_and_no_others()
    {
        var own = (await InviteAsync(app.AsBureau("130600"), NewName(), "bank")).Expect(201);
        var other = (await InviteAsync(app.AsBureau("130700"), NewName(), "bank")).Expect(201);
        Assert.Equal(own.Str("invitationId"), Assert.Single((await app.AsBureau("130600").GetAsync("identity/invitations")).Expect(200)["items"]!.AsArray())!["invitationId"]!.GetValue<string>());

        (await app.AsBureau("130600").PostAsync($"identity/invitations/{other.Str("invitationId")}/revocation")).ExpectProblem(404, "invitation.unknown");
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("revoked", (await app.AsBureau("130600").PostAsync($"identity/invitations/{own.Str("invitationId")}/revocation")).Expect(200).Str("status"));
        (await AcceptAsync(own.Str("token"))).ExpectProblem(404, "invitation.unknown");

        var user = (await AcceptAsync(other.Str("token"))).Expect(200);
        (await app.AsBureau("130700").PostAsync($"identity/invitations/{other.Str("invitationId")}/revocation")).ExpectProblem(409, "invitation.accepted_already");

        // Before its organisation is registered, the user is looked after by the bureau that invited.
        (await app.AsBureau("130700").GetAsync($"identity/users/{user.Str("userId")}")).Expect(200);
        (await app.AsBureau("130600").GetAsync($"identity/users/{user.Str("userId")}")).ExpectProblem(404, "user.unknown");
    }

    [Fact]
    public async Task An_invitation_ends_after_seven_days_and_then_its_name_is_free()
    {
        var name = NewName();
        var made = (await InviteAsync(app.AsOperator(), name, "operator")).Expect(201);
        (await InviteAsync(app.AsOperator(), name.ToUpperInvariant(), "operator")).ExpectProblem(409, "user.name_taken");
        app.Clock.Advance(TimeSpan.FromDays(7.1));
        try
        {
            (await AcceptAsync(made.Str("token"))).ExpectProblem(404, "invitation.unknown");
            (await InviteAsync(app.AsOperator(), name, "operator")).Expect(201);
        }
        finally
        {
            app.Clock.Advance(-TimeSpan.FromDays(7.1));
        }
    }

    [Fact]
    public async Task A_flawed_invitation_or_password_is_named_and_leaves_the_token_good()
    {
        (await InviteAsync(app.AsOperator(), "two words", "operator")).ExpectFlaw("userName", "user.name_wrong_form");
        (await InviteAsync(app.AsOperator(), NewName(), "bureau")).ExpectFlaw("region", "user.region_needed");
        (await InviteAsync(app.AsOperator(), NewName(), "bureau", region: "999999")).ExpectFlaw("region", "region.unknown");
        (await InviteAsync(app.AsOperator(), NewName(), "enterprise", region: "130400")).ExpectFlaw("region", "user.region_not_for_role");

        var name = NewName();
        var token = (await InviteAsync(app.AsOperator(), name, "operator")).Expect(201).Str("token");
        (await AcceptAsync(token, "short")).ExpectFlaw("password", "user.password_length");
        (await AcceptAsync(token, "welcome12345")).ExpectFlaw("password", "user.password_common");
        (await AcceptAsync(token, $"this is {name}")).ExpectFlaw("password", "user.password_has_name");
        (await AcceptAsync(token)).Expect(200);
    }

    [Fact]
    public async Task Of_several_who_accept_at_once_one_does()
    {
        var token = (await InviteAsync(app.AsOperator(), NewName(), "operator")).Expect(201).Str("token");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AcceptAsync(token)));
        Assert.Single(answers, a => a.Status == 200);
    }

    [Fact]
    public async Task A_renewal_gives_the_user_a_new_password_unlocks_and_ends_its_sign_ins()
    {
        var user = await SignedIn.UserAsync(app, "bureau", region: "130400");
        var (name, address) = (user.Str("userName"), $"identity/users/{user.Str("userId")}");
        var before = await SignedIn.AsAsync(app, name);
        for (var i = 0; i < MarketUsers.MaxFailures; i++) await SignedIn.LoginAsync(app, name, "another password");

        var first = (await app.AsBureau().PostAsync($"{address}/password-renewal")).Expect(201);
        var second = (await app.AsBureau().PostAsync($"{address}/password-renewal")).Expect(201);
        (await AcceptAsync(first.Str("token"))).ExpectProblem(404, "invitation.unknown");
        (await before.MeAsync()).Expect(200);
        (await AcceptAsync(second.Str("token"))).Expect(200);

        (await before.MeAsync()).ExpectProblem(401, "http.unauthorized");
        (await before.RefreshAsync()).ExpectProblem(401, "identity.refresh_refused");
        (await SignedIn.LoginAsync(app, name)).Expect(401);
        (await SignedIn.LoginAsync(app, name, Password)).Expect(200);
        var record = (await app.AsBureau().GetAsync($"{address}/record")).Expect(200);
        Assert.Equal(["passwordRenewed", "passwordRenewalAsked", "passwordRenewalAsked"], record["items"]!.AsArray().Select(i => i!["what"]!.GetValue<string>()));

        (await app.AsOperator().PostAsync($"{address}/deactivation", new { reason = "Left." })).Expect(200);
        (await app.AsOperator().PostAsync($"{address}/password-renewal")).ExpectProblem(409, "user.deactivated_already");
    }

    [Fact]
    public async Task A_bureau_comes_by_no_token_with_which_it_could_act_as_a_bank()
    {
        var bank = await new Scenario(app).BankAsync();
        var first = (await AcceptAsync((await InviteAsync(app.AsBureau(), NewName(), "bank", bank.Organisation)).Expect(201).Str("token"))).Expect(200);
        var address = $"identity/users/{first.Str("userId")}";
        (await InviteAsync(app.AsBureau(), NewName(), "bank", bank.Organisation)).ExpectProblem(403, "invitation.has_users");
        (await InviteAsync(app.AsOperator(), NewName(), "bank", bank.Organisation)).Expect(201);
        (await app.AsBureau().GetAsync(address)).Expect(200);
        (await app.AsBureau().PostAsync($"{address}/password-renewal")).ExpectProblem(403, "user.not_yours_to_renew");
        (await app.AsBureau("130100").PostAsync($"{address}/password-renewal")).ExpectProblem(404, "user.unknown");
        Assert.Equal("joined", Assert.Single((await app.AsOperator().GetAsync($"{address}/record")).Expect(200)["items"]!.AsArray())!["what"]!.GetValue<string>());

        // A bank that shut all of its users out begins anew.
        (await app.AsOperator().PostAsync($"{address}/deactivation", new { reason = "Left." })).Expect(200);
        (await InviteAsync(app.AsBureau(), NewName(), "bank", bank.Organisation)).Expect(201);
    }

    [Fact]
    public async Task A_user_reads_after_signing_in_who_renewed_the_password_and_nobody_renews_the_own()
    {
        var user = await SignedIn.UserAsync(app, "bank", organisation: (await new Scenario(app).BankAsync()).Organisation);
        var (name, id) = (user.Str("userName"), user.Str("userId"));
        Assert.Null((await (await SignedIn.AsAsync(app, name)).MeAsync()).Expect(200)["passwordRenewal"]);
        var renewal = (await app.AsOperator().PostAsync($"identity/users/{id}/password-renewal")).Expect(201).Str("token");
        var asked = (await (await SignedIn.AsAsync(app, name)).MeAsync()).Expect(200);
        Assert.Equal(("operator", null), (asked.Str("passwordRenewal.askedBy"), asked["passwordRenewal.chosenAt"]?.GetValue<string>()));
        (await AcceptAsync(renewal)).Expect(200);
        Assert.NotNull((await (await SignedIn.AsAsync(app, name, Password)).MeAsync()).Expect(200)["passwordRenewal.chosenAt"]);
        (await app.As(new Caller(id, Role.Operator, null, null)).PostAsync($"identity/users/{id}/password-renewal")).ExpectProblem(403, "user.renews_itself");
        app.Clock.Advance(TimeSpan.FromDays(91));
        try
        {
            Assert.Null((await (await SignedIn.AsAsync(app, name, Password)).MeAsync()).Expect(200)["passwordRenewal"]);
        }
        finally
        {
            app.Clock.Advance(-TimeSpan.FromDays(91));
        }
    }

    private static string NewName() => $"invited-{Guid.NewGuid():N}";

    private static Task<ApiAnswer> InviteAsync(MarketClient by, string userName, string role, Guid? organisation = null, string? region = null) =>
        by.PostAsync("identity/invitations", new { userName, displayName = "Invited 受邀人", role, organisationId = organisation, region });

    private Task<ApiAnswer> AcceptAsync(string token, string password = Password) =>
        app.Anonymous().PostAsync("identity/invitations/acceptance", new { token, password });
}
