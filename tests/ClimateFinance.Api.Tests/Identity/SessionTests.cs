using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class SessionTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task Who_is_deactivated_or_signed_out_is_refused_at_once_with_the_access_token_too()
    {
        var user = await SignedIn.UserAsync(app, "bureau", region: "130400");
        var (name, address) = (user.Str("userName"), $"identity/users/{user.Str("userId")}");

        var first = await SignedIn.AsAsync(app, name);
        (await app.Anonymous().PostAsync("identity/sign-out", new { first.RefreshToken })).Expect(204);
        (await first.MeAsync()).ExpectProblem(401, "http.unauthorized");

        var second = await SignedIn.AsAsync(app, name);
        (await app.AsBureau().SendAsync(HttpMethod.Delete, $"{address}/sessions", null)).Expect(204);
        (await second.MeAsync()).ExpectProblem(401, "http.unauthorized");
        (await second.RefreshAsync()).ExpectProblem(401, "identity.refresh_refused");

        var third = await SignedIn.AsAsync(app, name);
        (await app.AsBureau().PostAsync($"{address}/deactivation", new { reason = "Left." })).Expect(200);
        (await third.MeAsync()).ExpectProblem(401, "http.unauthorized");
        (await SignedIn.LoginAsync(app, name)).ExpectProblem(401, "identity.wrong_credentials");

        (await app.AsBureau().PostAsync($"{address}/reactivation", new { reason = "Back." })).Expect(200);
        (await third.MeAsync()).Expect(401);
        (await (await SignedIn.AsAsync(app, name)).MeAsync()).Expect(200);
    }

    [Fact]
    public async Task A_used_refresh_token_that_comes_back_ends_the_access_of_its_family()
    {
        var user = await SignedIn.UserAsync(app);
        var thief = await SignedIn.AsAsync(app, user.Str("userName"));
        (await thief.RefreshAsync()).Expect(200);
        (await thief.MeAsync()).Expect(200);
        (await thief.RefreshAsync()).Expect(401);
        (await thief.MeAsync()).Expect(401);
    }

    [Fact]
    public async Task Other_nodes_refuse_too_within_seconds_and_so_does_one_that_starts_later()
    {
        var keys = $"--Identity:KeyFolder={app.Services.GetRequiredService<InstallationKeys>().Folder.Path}";
        var other = new MarketApp(postgres) { Settings = [keys] };
        await other.InitializeOnAsync(app.ConnectionString);
        var user = await SignedIn.UserAsync(app);
        var session = await SignedIn.AsAsync(app, user.Str("userName"));
        (await session.MeAsync(other)).Expect(200);

        (await session.DeleteAsync("identity/me/sessions")).Expect(204);
        (await session.MeAsync()).Expect(401);
        for (var tries = 0; (await session.MeAsync(other)).Status == 200; tries++)
        {
            Assert.True(tries < 100, "The other node goes on taking the token.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await other.RestartAsync();
        (await session.MeAsync(other)).Expect(401);
        await other.StopAsync();
    }

    [Fact]
    public async Task Users_see_their_own_sign_ins_and_end_them()
    {
        var user = await SignedIn.UserAsync(app, "enterprise");
        var (here, there) = (await SignedIn.AsAsync(app, user.Str("userName")), await SignedIn.AsAsync(app, user.Str("userName")));
        var stranger = await SignedIn.AsAsync(app, (await SignedIn.UserAsync(app)).Str("userName"));

        var listed = (await here.GetAsync("identity/me/sessions")).Expect(200);
        Assert.Equal([false, true], listed["items"]!.AsArray().Select(s => s!["current"]!.GetValue<bool>()));
        var elsewhere = listed.Str("items.0.sessionId");
        (await stranger.DeleteAsync($"identity/me/sessions/{elsewhere}")).ExpectProblem(404, "session.unknown");
        (await there.MeAsync()).Expect(200);

        (await here.DeleteAsync($"identity/me/sessions/{elsewhere}")).Expect(204);
        (await here.DeleteAsync($"identity/me/sessions/{elsewhere}")).ExpectProblem(404, "session.unknown");
        (await there.MeAsync()).Expect(401);
        Assert.Equal(1, (await here.GetAsync("identity/me/sessions")).Expect(200).Count());

        (await here.DeleteAsync("identity/me/sessions")).Expect(204);
        (await here.MeAsync()).Expect(401);
        (await stranger.MeAsync()).Expect(200);
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_the_present_one_and_other_sign_ins_end()
    {
        const string next = "purple kettle 17 north";
        var user = await SignedIn.UserAsync(app, "bank");
        var name = user.Str("userName");
        var (here, there) = (await SignedIn.AsAsync(app, name), await SignedIn.AsAsync(app, name));

        (await here.PostAsync("identity/me/password", new { currentPassword = SignedIn.Password, newPassword = "password1234" })).ExpectFlaw("newPassword", "user.password_common");
        (await here.PostAsync("identity/me/password", new { currentPassword = "another password", newPassword = next })).ExpectProblem(403, "identity.wrong_password");
        (await here.PostAsync("identity/me/password", new { currentPassword = SignedIn.Password, newPassword = next })).Expect(204);

        (await here.MeAsync()).Expect(200);
        (await there.MeAsync()).Expect(401);
        (await SignedIn.LoginAsync(app, name)).Expect(401);
        (await SignedIn.LoginAsync(app, name, next)).Expect(200);

        // A stolen access token cannot guess on: five wrong ones lock, and the right one is refused then.
        for (var i = 0; i < MarketUsers.MaxFailures; i++)
            (await here.PostAsync("identity/me/password", new { currentPassword = "another password", newPassword = next })).ExpectProblem(403, "identity.wrong_password");
        (await here.PostAsync("identity/me/password", new { currentPassword = next, newPassword = "green lantern 23 south" })).ExpectProblem(403, "identity.wrong_password");
    }

    [Fact]
    public async Task Users_export_everything_that_is_kept_of_them_and_nothing_of_others()
    {
        var user = await SignedIn.UserAsync(app, "bureau", region: "130400");
        var other = await SignedIn.UserAsync(app, "bureau", region: "130400");
        var session = await SignedIn.AsAsync(app, user.Str("userName"));
        await SignedIn.AsAsync(app, other.Str("userName"));
        (await app.AsOperator().PostAsync($"identity/users/{user.Str("userId")}/deactivation", new { reason = "Left." })).Expect(200);
        (await app.AsOperator().PostAsync($"identity/users/{user.Str("userId")}/reactivation", new { reason = "Back." })).Expect(200);
        (await session.MeAsync()).Expect(401);
        session = await SignedIn.AsAsync(app, user.Str("userName"));

        var export = (await session.GetAsync("identity/me/export")).Expect(200);
        Assert.Equal(user.Str("userName"), export.Str("account.userName"));
        Assert.Equal(2, export.Count("signIns"));
        Assert.Equal(["reactivated", "deactivated"], export["record"]!.AsArray().Select(r => r!["what"]!.GetValue<string>()));
        Assert.DoesNotContain(other.Str("userId"), export.Text, StringComparison.Ordinal);
    }
}
