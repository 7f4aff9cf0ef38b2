using System.Net.Http.Headers;
using ClimateFinance.Api.Tests.Support;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class SignInTests(MarketApp app) : IClassFixture<MarketApp>
{
    private const string Password = "correct horse battery staple";

    private MarketClient Anyone => app.Anonymous();

    [Fact]
    public async Task A_sign_in_gives_tokens_that_say_who_acts()
    {
        var (user, tokens) = await SignedInAsync("bank");
        Assert.Equal("Bearer", tokens.Str("tokenType"));
        Assert.Equal(900, (int)tokens.Num("expiresInSeconds"));
        Assert.Equal("no-store", tokens.Headers["Cache-Control"]);

        var me = await MeAsync(tokens);
        Assert.Equal(user.Str("userId"), me.Expect(200).Str("userId"));
        Assert.Equal("bank", me.Str("role"));
        Assert.Equal(user.Str("organisationId"), me.Str("organisationId"));
        Assert.Null(me["organisationName"]);
    }

    [Fact]
    public async Task Names_are_the_same_in_any_case_and_passwords_are_not()
    {
        var user = await AddAsync("operator");
        (await LoginAsync(user.Str("userName").ToUpperInvariant())).Expect(200);
        (await LoginAsync(user.Str("userName"), Password.ToUpperInvariant())).ExpectProblem(401, "identity.wrong_credentials");
    }

    [Fact]
    public async Task An_unknown_name_a_wrong_password_a_locked_and_a_deactivated_account_get_the_same_answer()
    {
        var (wrong, locked, gone) = (await AddAsync("operator"), await AddAsync("operator"), await AddAsync("operator"));
        await FailAsync(locked, 5);
        await DeactivateAsync(gone);

        var answers = new[]
        {
            await LoginAsync("nobody-of-this-name"),
            await LoginAsync(wrong.Str("userName"), "another password"),
            await LoginAsync(locked.Str("userName")),
            await LoginAsync(gone.Str("userName")),
        };
        foreach (var answer in answers)
        {
            answer.ExpectProblem(401, "identity.wrong_credentials");
            Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
            Assert.Equal(answers[0].Str("detail"), answer.Str("detail"));
            Assert.Equal(answers[0].Headers.Keys.Order(), answer.Headers.Keys.Order());
        }
    }

    [Fact]
    public async Task Five_failures_lock_for_fifteen_minutes()
    {
        var user = await AddAsync("operator");
        await FailAsync(user, 4);
        (await LoginAsync(user.Str("userName"))).Expect(200);

        await FailAsync(user, 5);
        (await LoginAsync(user.Str("userName"))).Expect(401);
        using (Later(TimeSpan.FromMinutes(14.5))) (await LoginAsync(user.Str("userName"))).Expect(401);
        using (Later(TimeSpan.FromMinutes(15.5))) (await LoginAsync(user.Str("userName"))).Expect(200);
    }

    [Fact]
    public async Task Guesses_sent_at_once_are_all_counted()
    {
        var user = await AddAsync("operator");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => LoginAsync(user.Str("userName"), "another password")));
        (await LoginAsync(user.Str("userName"))).Expect(401);
    }

    [Fact]
    public async Task A_refresh_token_is_good_once()
    {
        var (user, first) = await SignedInAsync("operator");
        var second = (await RefreshAsync(first)).Expect(200);
        Assert.NotEqual(first.Str("refreshToken"), second.Str("refreshToken"));
        Assert.Equal(user.Str("userId"), (await MeAsync(second)).Str("userId"));
        (await RefreshAsync(second)).Expect(200);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_back_ends_its_family_and_no_other()
    {
        var (user, first) = await SignedInAsync("operator");
        var elsewhere = await LoginAsync(user.Str("userName"));
        var second = (await RefreshAsync(first)).Expect(200);

        (await RefreshAsync(first)).ExpectProblem(401, "identity.refresh_refused");
        (await RefreshAsync(second)).ExpectProblem(401, "identity.refresh_refused");
        (await RefreshAsync(elsewhere)).Expect(200);
    }

    [Fact]
    public async Task Of_two_that_use_a_token_at_once_one_gets_through_at_most_and_the_family_ends()
    {
        var (_, tokens) = await SignedInAsync("operator");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshAsync(tokens)));
        var winner = Assert.Single(answers, a => a.Status == 200);
        (await RefreshAsync(winner)).ExpectProblem(401, "identity.refresh_refused");
    }

    [Fact]
    public async Task A_refresh_token_lasts_fourteen_days()
    {
        var (user, early) = await SignedInAsync("operator");
        var late = await LoginAsync(user.Str("userName"));
        using (Later(TimeSpan.FromDays(13.9))) (await RefreshAsync(early)).Expect(200);
        using (Later(TimeSpan.FromDays(14.1))) (await RefreshAsync(late)).ExpectProblem(401, "identity.refresh_refused");
    }

    [Fact]
    public async Task Signing_out_ends_the_family_and_an_unknown_token_is_no_error()
    {
        var (_, first) = await SignedInAsync("operator");
        var second = (await RefreshAsync(first)).Expect(200);
        (await Anyone.PostAsync("identity/sign-out", new { RefreshToken = second.Str("refreshToken") })).Expect(204);
        (await RefreshAsync(second)).ExpectProblem(401, "identity.refresh_refused");
        (await Anyone.PostAsync("identity/sign-out", new { RefreshToken = "never given out" })).Expect(204);
    }

    [Fact]
    public async Task A_deactivated_user_neither_signs_in_nor_refreshes()
    {
        var (user, tokens) = await SignedInAsync("operator");
        await DeactivateAsync(user);
        (await RefreshAsync(tokens)).ExpectProblem(401, "identity.refresh_refused");
        (await LoginAsync(user.Str("userName"))).ExpectProblem(401, "identity.wrong_credentials");
    }

    [Fact]
    public async Task An_idempotency_key_gives_no_token_a_second_time()
    {
        var user = await AddAsync("operator");
        var body = new { UserName = user.Str("userName"), Password };
        var first = await Anyone.PostAsync("identity/login", body, key: "once");
        var second = await Anyone.PostAsync("identity/login", body, key: "once");
        Assert.NotEqual(first.Expect(200).Str("refreshToken"), second.Expect(200).Str("refreshToken"));
    }

    [Fact]
    public async Task The_database_holds_neither_passwords_nor_tokens()
    {
        var (user, tokens) = await SignedInAsync("operator");
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select (select row_to_json(u)::text from market.market_user u where id = '{user.Str("userId")}') || (select json_agg(t)::text from market.refresh_token t)", connection);
        var stored = (string)(await command.ExecuteScalarAsync())!;
        Assert.Contains(user.Str("userName"), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(tokens.Str("refreshToken"), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(tokens.Str("refreshToken"))), stored, StringComparison.Ordinal);
    }

    private Task<ApiAnswer> LoginAsync(string userName, string password = Password) =>
        Anyone.PostAsync("identity/login", new { UserName = userName, Password = password });

    private Task<ApiAnswer> RefreshAsync(ApiAnswer tokens) => Anyone.PostAsync("identity/refresh", new { RefreshToken = tokens.Str("refreshToken") });

    private Task<ApiAnswer> MeAsync(ApiAnswer tokens) => Anyone.SendAsync(
        HttpMethod.Get, "identity/me", null, headers => headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Str("accessToken")));

    private async Task FailAsync(ApiAnswer user, int times)
    {
        for (var i = 0; i < times; i++) (await LoginAsync(user.Str("userName"), "another password")).Expect(401);
    }

    private async Task DeactivateAsync(ApiAnswer user) =>
        (await app.AsOperator().PostAsync($"identity/users/{user.Str("userId")}/deactivation", new { Reason = "Left." })).Expect(200);

    private async Task<ApiAnswer> AddAsync(string role)
    {
        var name = $"user-{Guid.NewGuid():N}";
        return (await app.AsOperator().PostAsync("identity/users", new { UserName = name, DisplayName = "Someone", Role = role, Password })).Expect(201);
    }

    private async Task<(ApiAnswer User, ApiAnswer Tokens)> SignedInAsync(string role)
    {
        var user = await AddAsync(role);
        return (user, (await LoginAsync(user.Str("userName"))).Expect(200));
    }

    private Back Later(TimeSpan by)
    {
        app.Clock.Advance(by);
        return new Back(app.Clock, by);
    }

    private sealed record Back(MovableClock Clock, TimeSpan By) : IDisposable
    {
        public void Dispose() => Clock.Advance(-By);
    }
}
