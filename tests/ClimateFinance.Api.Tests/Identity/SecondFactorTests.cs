using System.Text;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

/// <summary>A host that demands the second factor of bureaus and operators, as one in Production does.</summary>
public sealed class SecondFactorTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly MarketApp app = new(postgres) { Settings = ["--Identity:SecondFactor:Required=true"] };

    public async ValueTask InitializeAsync() => await app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_bureau_and_an_operator_sign_in_with_a_second_factor_and_not_otherwise()
    {
        foreach (var (role, region) in new[] { ("bureau", "130400"), ("operator", (string?)null) })
        {
            var name = (await SignedIn.UserAsync(app, role, region: region)).Str("userName");
            (await LoginAsync(name)).ExpectProblem(401, "identity.second_factor_to_enrol");
            var secret = await EnrolAsync(name);
            (await LoginAsync(name)).ExpectProblem(401, "identity.second_factor_to_enrol");
            var codes = (await ConfirmAsync(name, Code(secret))).Expect(200)["recoveryCodes"]!.AsArray();
            Assert.Equal(SecondFactors.RecoveryCodes, codes.Select(c => c!.GetValue<string>()).Distinct().Count());

            (await LoginAsync(name)).ExpectProblem(401, "identity.second_factor_needed");
            Next();
            (await LoginAsync(name, code: Code(secret))).Expect(200);
        }

        var bank = (await SignedIn.UserAsync(app, "bank")).Str("userName");
        (await LoginAsync(bank)).Expect(200);
    }

    [Fact]
    public async Task A_code_is_good_once_and_so_is_a_recovery_code_also_when_two_bring_it_at_once()
    {
        var (name, secret, recovery) = await EnrolledAsync("operator");
        var once = Code(secret);
        (await LoginAsync(name, code: once)).Expect(200);
        (await LoginAsync(name, code: once)).ExpectProblem(401, "identity.second_factor_wrong");

        Next();
        var at = Code(secret);
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => LoginAsync(name, code: at))), a => a.Status == 200);

        Next();
        var lower = recovery[0].ToLowerInvariant().Insert(4, "-").Insert(9, " ");
        (await LoginAsync(name, code: lower)).Expect(200);
        (await LoginAsync(name, code: recovery[0])).ExpectProblem(401, "identity.second_factor_wrong");
        (await LoginAsync(name, code: recovery[1])).Expect(200);
    }

    [Fact]
    public async Task The_code_that_confirmed_is_used_and_an_older_one_is_not_taken_after_a_newer()
    {
        var name = (await SignedIn.UserAsync(app)).Str("userName");
        var secret = await EnrolAsync(name);
        var first = Code(secret);
        (await ConfirmAsync(name, first)).Expect(200);
        (await LoginAsync(name, code: first)).ExpectProblem(401, "identity.second_factor_wrong");
        var earlier = Code(secret, steps: 1);
        (await LoginAsync(name, code: earlier)).Expect(200);
        Next();
        Next();
        (await LoginAsync(name, code: Code(secret))).Expect(200);
        (await LoginAsync(name, code: earlier)).ExpectProblem(401, "identity.second_factor_wrong");
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_as_wrong_passwords_do_and_the_right_password_begins_no_count_anew()
    {
        var (name, secret, _) = await EnrolledAsync("operator");
        for (var i = 0; i < MarketUsers.MaxFailures; i++)
        {
            (await LoginAsync(name)).ExpectProblem(401, "identity.second_factor_needed");
            (await LoginAsync(name, code: "000000")).ExpectProblem(401, "identity.second_factor_wrong");
        }

        (await LoginAsync(name, code: Code(secret))).ExpectProblem(401, "identity.wrong_credentials");
        (await EnrolAnswerAsync(name)).ExpectProblem(401, "identity.wrong_credentials");
        (await ConfirmAsync(name, "000000")).ExpectProblem(401, "identity.wrong_credentials");
        app.Clock.Advance(MarketUsers.LockedFor + TimeSpan.FromMinutes(1));
        (await LoginAsync(name, code: Code(secret))).Expect(200);
    }

    [Fact]
    public async Task Another_factor_takes_the_place_of_the_old_one_when_it_is_confirmed()
    {
        var (name, old, recovery) = await EnrolledAsync("operator");
        (await EnrolAnswerAsync(name)).ExpectProblem(401, "identity.second_factor_needed");
        (await EnrolAnswerAsync(name, "123456")).ExpectProblem(401, "identity.second_factor_wrong");
        var secret = Bytes((await EnrolAnswerAsync(name, Code(old))).Expect(200).Str("secret"));
        Next();
        (await LoginAsync(name, code: Code(old))).Expect(200);
        (await ConfirmAsync(name, Code(old, steps: 1))).ExpectProblem(401, "identity.second_factor_wrong");
        (await ConfirmAsync(name, Code(secret))).Expect(200);
        Next();
        (await LoginAsync(name, code: Code(old))).ExpectProblem(401, "identity.second_factor_wrong");
        (await LoginAsync(name, code: recovery[2])).ExpectProblem(401, "identity.second_factor_wrong");
        (await LoginAsync(name, code: Code(secret))).Expect(200);
    }

    [Fact]
    public async Task An_enrolment_that_is_not_confirmed_within_an_hour_is_over()
    {
        var name = (await SignedIn.UserAsync(app)).Str("userName");
        var secret = await EnrolAsync(name);
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        (await ConfirmAsync(name, Code(secret))).ExpectProblem(401, "identity.second_factor_wrong");
    }

    [Fact]
    public async Task Who_may_do_without_can_remove_it_and_who_may_not_cannot()
    {
        var (bank, secret, _) = await EnrolledAsync("bank");
        (await RemoveAsync(bank, "123456")).ExpectProblem(401, "identity.second_factor_wrong");
        (await RemoveAsync(bank, Code(secret))).Expect(204);
        (await LoginAsync(bank)).Expect(200);

        var (bureau, other, _) = await EnrolledAsync("bureau", "130400");
        (await RemoveAsync(bureau, Code(other))).ExpectProblem(409, "identity.second_factor_demanded");
    }

    [Fact]
    public async Task A_lost_factor_is_taken_away_by_who_looks_after_the_user()
    {
        var user = await SignedIn.UserAsync(app, "bureau", region: "130400");
        var (name, address) = (user.Str("userName"), $"identity/users/{user.Str("userId")}/second-factor");
        (await app.AsOperator().SendAsync(HttpMethod.Delete, address, null)).ExpectProblem(409, "user.no_second_factor");
        var secret = await EnrolAsync(name);
        (await ConfirmAsync(name, Code(secret))).Expect(200);
        Next();
        var session = new SignedIn(app, (await LoginAsync(name, code: Code(secret))).Expect(200));
        Assert.True((await app.AsBureau().GetAsync($"identity/users/{user.Str("userId")}")).Expect(200)["secondFactor"]!.GetValue<bool>());

        (await session.DeleteAsync(address)).ExpectProblem(409, "user.not_yourself");
        (await app.AsBureau("130100").SendAsync(HttpMethod.Delete, address, null)).ExpectProblem(404, "user.unknown");
        (await app.AsBank(Guid.NewGuid()).SendAsync(HttpMethod.Delete, address, null)).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau().SendAsync(HttpMethod.Delete, address, null)).Expect(204);
        (await session.MeAsync()).Expect(401);
        (await LoginAsync(name)).ExpectProblem(401, "identity.second_factor_to_enrol");
        Assert.Equal("secondFactorReset", (await app.AsOperator().GetAsync($"identity/users/{user.Str("userId")}/record")).Expect(200).Str("items.0.what"));
    }

    [Fact]
    public async Task A_sign_in_from_before_the_factor_was_demanded_is_not_refreshed()
    {
        var before = new MarketApp(postgres);
        await before.InitializeOnAsync(app.ConnectionString);
        var user = await SignedIn.UserAsync(before, "operator");
        var session = await SignedIn.AsAsync(before, user.Str("userName"));
        await before.StopAsync();
        (await app.Anonymous().PostAsync("identity/refresh", new { session.RefreshToken })).ExpectProblem(401, "identity.refresh_refused");
    }

    [Fact]
    public async Task The_database_holds_neither_the_secret_nor_a_recovery_code()
    {
        var (_, secret, recovery) = await EnrolledAsync("operator");
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "select (select json_agg(f)::text from market.second_factor f) || (select json_agg(r)::text from market.recovery_code r)", connection);
        var stored = ((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).ToUpperInvariant();
        Assert.DoesNotContain(Convert.ToHexString(secret), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Totp.Base32(secret), stored, StringComparison.Ordinal);
        foreach (var code in recovery) Assert.DoesNotContain(Convert.ToHexString(Encoding.ASCII.GetBytes(code)), stored, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private string Code(byte[] secret, int steps = 0) => Totp.CodeAt(secret, Totp.StepAt(app.Clock.GetUtcNow()) + steps);

    /// <summary>The code that stands now was used; wait for the next.</summary>
    private void Next() => app.Clock.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));

    private Task<ApiAnswer> LoginAsync(string userName, string password = SignedIn.Password, string? code = null) =>
        app.Anonymous().PostAsync("identity/login", new { userName, password, code });

    private Task<ApiAnswer> EnrolAnswerAsync(string userName, string? code = null) =>
        app.Anonymous().PostAsync("identity/second-factor/enrolment", new { userName, password = SignedIn.Password, code });

    private async Task<byte[]> EnrolAsync(string userName)
    {
        var begun = (await EnrolAnswerAsync(userName)).Expect(200);
        Assert.Equal("no-store", begun.Headers["Cache-Control"]);
        Assert.Contains(begun.Str("secret"), begun.Str("uri"), StringComparison.Ordinal);
        return Bytes(begun.Str("secret"));
    }

    private Task<ApiAnswer> ConfirmAsync(string userName, string code) =>
        app.Anonymous().PostAsync("identity/second-factor/confirmation", new { userName, password = SignedIn.Password, code });

    private Task<ApiAnswer> RemoveAsync(string userName, string code) =>
        app.Anonymous().PostAsync("identity/second-factor/removal", new { userName, password = SignedIn.Password, code });

    /// <summary>Somebody with a factor whose present code was not used yet.</summary>
    private async Task<(string Name, byte[] Secret, string[] Recovery)> EnrolledAsync(string role, string? region = null)
    {
        var name = (await SignedIn.UserAsync(app, role, region: region)).Str("userName");
        var secret = await EnrolAsync(name);
        var recovery = (await ConfirmAsync(name, Code(secret))).Expect(200)["recoveryCodes"]!.AsArray().Select(c => c!.GetValue<string>()).ToArray();
        Next();
        return (name, secret, recovery);
    }
}
