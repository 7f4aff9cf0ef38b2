using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class FirstOperatorTests(TestPostgres postgres)
{
    private const string Password = "purple kettle 17 north";

    [Fact]
    public async Task A_production_host_has_no_user_but_a_token_that_makes_the_first_operator_once()
    {
        await using var app = new MarketApp(postgres) { Settings = ["--environment=Production", "--Identity:SecondFactor:Required=false"] };
        await app.InitializeAsync();
        Assert.Equal(0, (await app.AsOperator().GetAsync("identity/users")).Expect(200).Count());
        var file = FileOf(app);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        var token = await TokenAsync(app);
        (await AcceptAsync(app, token, "password1234")).ExpectFlaw("password", "user.password_common");
        var made = (await AcceptAsync(app, token)).Expect(200);
        Assert.Equal(("operator", "operator"), (made.Str("userName"), made.Str("role")));
        Assert.False(File.Exists(file));
        (await AcceptAsync(app, token)).ExpectProblem(404, "invitation.unknown");

        var signedIn = await SignedIn.AsAsync(app, "operator", Password);
        Assert.Equal("operator", (await signedIn.MeAsync()).Expect(200).Str("role"));
        (await signedIn.PostAsync("identity/users", new { userName = "second", displayName = "Second", role = "operator", password = Password }))
            .ExpectProblem(409, "user.invite_instead");
        (await signedIn.PostAsync("identity/invitations", new { userName = "second", displayName = "Second", role = "operator" })).Expect(201);

        await app.RestartAsync();
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_restart_offers_the_same_token_and_after_a_day_another()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var first = await TokenAsync(app);
        await app.RestartAsync();
        Assert.Equal(first, await TokenAsync(app));

        app.Clock.Advance(TimeSpan.FromHours(25));
        (await AcceptAsync(app, first)).ExpectProblem(404, "invitation.unknown");
        await app.RestartAsync();
        var second = await TokenAsync(app);
        Assert.NotEqual(first, second);
        (await AcceptAsync(app, first)).ExpectProblem(404, "invitation.unknown");
        (await AcceptAsync(app, second)).Expect(200);
    }

    [Fact]
    public async Task Once_there_is_an_operator_the_token_is_good_for_nothing_unless_the_configuration_asks_for_another()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var token = await TokenAsync(app);
        await SignedIn.UserAsync(app);
        (await AcceptAsync(app, token)).ExpectProblem(404, "invitation.unknown");

        var asked = new MarketApp(postgres) { Settings = ["--Identity:OperatorToken=true"] };
        await asked.InitializeOnAsync(app.ConnectionString);
        (await AcceptAsync(asked, await TokenAsync(asked))).Expect(200);
        await asked.StopAsync();
    }

    [Fact]
    public async Task Of_several_who_bring_the_token_at_once_one_becomes_the_operator()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var token = await TokenAsync(app);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AcceptAsync(app, token)));
        Assert.Single(answers, a => a.Status == 200);
        foreach (var late in answers.Where(a => a.Status != 200)) late.ExpectProblem(404, "invitation.unknown");
    }

    [Fact]
    public async Task A_password_in_the_configuration_stops_the_start_with_words()
    {
        var app = new MarketApp(postgres) { Settings = ["--Identity:FirstOperator:Password=something-long-enough"] };
        var stopped = await Assert.ThrowsAsync<IdentitySetupException>(async () => await app.InitializeAsync());
        Assert.Contains(FirstOperator.File, StartFailure.Explain(stopped)!, StringComparison.Ordinal);
        await app.DisposeAsync();
    }

    private static string FileOf(MarketApp app) => Path.Combine(app.Services.GetRequiredService<InstallationKeys>().Folder.Path, FirstOperator.File);

    private static async Task<string> TokenAsync(MarketApp app) => (await File.ReadAllTextAsync(FileOf(app))).Trim();

    private static Task<ApiAnswer> AcceptAsync(MarketApp app, string token, string password = Password) =>
        app.Anonymous().PostAsync("identity/invitations/acceptance", new { token, password });
}
