using System.Net;
using System.Security.Cryptography;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class InstallationKeysTests
{
    private static readonly Caller Operator = new("u", Role.Operator, null, null);

    [Fact]
    public void The_first_start_makes_the_secrets_and_the_second_finds_them()
    {
        using var folder = new KeysForTest();
        using var first = InstallationKeys.Open(folder.Folder);
        using var second = InstallationKeys.Open(folder.Folder);
        Assert.Equal(first.Signing.KeyId, second.Signing.KeyId);
        Assert.Equal(first.Derive("cursors"), second.Derive("cursors"));
        Assert.NotEqual(first.Derive("cursors"), first.Derive("something else"));
        Assert.Equal([".lock", "evidence-0001.pem", "secret", "signing-0001.pem"], Directory.GetFiles(folder.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Nobody_else_may_read_them()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new KeysForTest();
        using var keys = InstallationKeys.Open(folder.Folder);
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Folder));
        foreach (var file in Directory.GetFiles(folder.Folder)) Assert.Equal(owner, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Hosts_that_start_at_once_come_to_the_same_secrets()
    {
        for (var round = 0; round < 30; round++)
        {
            using var folder = new KeysForTest();
            using var gate = new Barrier(8);
            var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    gate.SignalAndWait();
                    return InstallationKeys.Open(folder.Folder);
                },
                TaskCreationOptions.LongRunning)));
            Assert.Single(opened.Select(keys => keys.Signing.KeyId).Distinct());
            Assert.Single(opened.Select(keys => Convert.ToHexString(keys.Derive("cursors"))).Distinct());
            foreach (var keys in opened) keys.Dispose();
        }
    }

    [Fact]
    public async Task After_a_rotation_the_new_key_signs_and_the_old_one_verifies_until_it_is_taken_away()
    {
        using var folder = new KeysForTest();
        string old;
        await using (var before = await TokenApp.StartAsync(folder)) old = before.Issuer.Issue(Operator).Value;

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Put(folder, "signing-0002.pem", key, TokenKeys.Settling);
        await using (var after = await TokenApp.StartAsync(folder))
        {
            Assert.Equal(key.ExportSubjectPublicKeyInfo(), after.Keys.Signing.ECDsa.ExportSubjectPublicKeyInfo());
            Assert.Equal(HttpStatusCode.OK, await after.StatusAsync("/operator", old));
            Assert.Equal(HttpStatusCode.OK, await after.StatusAsync("/operator", after.Issuer.Issue(Operator).Value));
        }

        File.Delete(Path.Combine(folder.Folder, "signing-0001.pem"));
        await using var alone = await TokenApp.StartAsync(folder);
        Assert.Equal(HttpStatusCode.Unauthorized, await alone.StatusAsync("/operator", old));
    }

    [Fact]
    public async Task A_running_host_exchanges_its_key_without_signing_anybody_out()
    {
        using var folder = new KeysForTest();
        await using var app = await TokenApp.StartAsync(folder);
        var old = app.Issuer.Issue(Operator).Value;
        var first = app.Keys.Signing.KeyId;

        // A new key verifies at once and signs only when every node has had the time to see it.
        Assert.True(app.Keys.Tokens.Add());
        Assert.False(app.Keys.Tokens.Add());
        Assert.Equal(["signing-0001.pem", "signing-0002.pem"], app.Keys.Tokens.All.Select(key => key.File));
        Assert.Equal(first, app.Keys.Signing.KeyId);
        File.SetLastWriteTimeUtc(Path.Combine(folder.Folder, "signing-0002.pem"), TimeProvider.System.GetUtcNow().UtcDateTime - TokenKeys.Settling);
        Assert.Null(app.Keys.Tokens.TryReload());
        Assert.NotEqual(first, app.Keys.Signing.KeyId);
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync("/operator", old));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync("/operator", app.Issuer.Issue(Operator).Value));

        File.Delete(Path.Combine(folder.Folder, "signing-0001.pem"));
        Assert.Null(app.Keys.Tokens.TryReload());
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("/operator", old));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync("/operator", app.Issuer.Issue(Operator).Value));
    }

    [Fact]
    public async Task Another_node_knows_the_key_before_it_signs_and_a_damaged_or_missing_one_changes_nothing()
    {
        using var folder = new KeysForTest();
        await using var one = await TokenApp.StartAsync(folder);
        await using var other = await TokenApp.StartAsync(folder);
        Assert.True(one.Keys.Tokens.Add());
        File.SetLastWriteTimeUtc(Path.Combine(folder.Folder, "signing-0002.pem"), TimeProvider.System.GetUtcNow().UtcDateTime - TokenKeys.Settling);
        Assert.Null(one.Keys.Tokens.TryReload());
        Assert.Null(other.Keys.Tokens.TryReload());
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/operator", one.Issuer.Issue(Operator).Value));

        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "signing-0003.pem"), "not a key");
        Assert.Contains("signing-0003.pem", other.Keys.Tokens.TryReload(), StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(folder.Folder, "signing-*.pem")) File.Delete(file);
        Assert.NotNull(other.Keys.Tokens.TryReload());
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/operator", one.Issuer.Issue(Operator).Value));
    }

    [Theory]
    [InlineData("signing-0001.pem", "not a key")]
    [InlineData("secret", "too short")]
    public void A_damaged_file_stops_the_start_with_a_message_that_names_it(string file, string content)
    {
        using var folder = new KeysForTest();
        InstallationKeys.Open(folder.Folder).Dispose();
        File.WriteAllText(Path.Combine(folder.Folder, file), content);
        var stopped = Assert.Throws<IdentitySetupException>(() => InstallationKeys.Open(folder.Folder));
        Assert.Contains(Path.Combine(folder.Folder, file), StartFailure.Explain(stopped)!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using var folder = new KeysForTest();
        Directory.CreateDirectory(folder.Folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(Path.Combine(folder.Folder, "mine.pem"), key.ExportPkcs8PrivateKeyPem());
        Assert.Contains("P-256", Assert.Throws<IdentitySetupException>(() => InstallationKeys.Open(folder.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_a_file_stops_the_start_with_a_message_that_names_the_setting()
    {
        using var folder = new KeysForTest();
        Directory.CreateDirectory(folder.Folder);
        var file = Path.Combine(folder.Folder, "file");
        File.WriteAllText(file, "");
        Assert.Contains("Identity__KeyFolder", Assert.Throws<IdentitySetupException>(() => InstallationKeys.Open(file)).Message, StringComparison.Ordinal);
    }

    private static void Put(KeysForTest folder, string file, ECDsa key, TimeSpan age)
    {
        var path = Path.Combine(folder.Folder, file);
        File.WriteAllText(path, key.ExportECPrivateKeyPem());
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - age);
    }
}
