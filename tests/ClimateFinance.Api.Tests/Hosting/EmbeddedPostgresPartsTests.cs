using ClimateFinance.Api.Hosting.Embedded;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>The decisions that need no server.</summary>
public sealed class EmbeddedPostgresPartsTests
{
    private const string Root = "root:x:0:0:root:/root:/bin/bash";
    private const string Nobody = "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin";
    private const string Postgres = "postgres:x:101:104::/var/lib/postgresql:/bin/bash";

    [Theory]
    [InlineData("setpriv", "/bin/setpriv --reuid=101 --regid=104 --clear-groups --")]
    [InlineData("runuser", "/bin/runuser -u postgres --")]
    [InlineData("su", "/bin/su -s /bin/sh -- postgres -c exec \"$0\" \"$@\"")]
    [InlineData("sudo", "/bin/sudo -n -u postgres --")]
    public void Root_becomes_the_postgres_user_with_whatever_program_is_there(string program, string prefix)
    {
        var account = Account.Unprivileged([Root, Nobody, Postgres], null, name => name == program ? $"/bin/{name}" : null);

        Assert.Equal("postgres", account.Name);
        Assert.Equal(prefix, string.Join(' ', account.Prefix));
    }

    [Fact]
    public void Root_becomes_nobody_where_there_is_no_postgres_user() =>
        Assert.Equal("nobody", Account.Unprivileged([Root, Nobody], null, name => $"/bin/{name}").Name);

    [Theory]
    [InlineData("nobody", "nobody")]
    [InlineData("gone", "postgres")]
    public void Data_stays_with_the_user_who_made_it_also_when_a_better_one_appears(string owner, string chosen) =>
        Assert.Equal(chosen, Account.Unprivileged([Root, Nobody, Postgres], owner, name => $"/bin/{name}").Name);

    [Fact]
    public void Root_never_runs_PostgreSQL_itself()
    {
        Assert.Throws<EmbeddedPostgresException>(() => Account.Unprivileged([Root, "postgres:x:0:0::/:/bin/sh"], null, name => $"/bin/{name}"));
        Assert.Throws<EmbeddedPostgresException>(() => Account.Unprivileged([Root, Postgres], null, _ => null));
    }

    [Theory]
    [InlineData("/data", "/home/li", "", "/data")]
    [InlineData("relative", "/home/li", "", "/home/li/.local/share")]
    [InlineData(null, "/home/li", "/home/other", "/home/li/.local/share")]
    [InlineData(null, "", "/home/li", "/home/li/.local/share")]
    [InlineData(null, null, "/home/li", "/home/li/.local/share")]
    [InlineData(null, "/", "/home/li", "/home/li/.local/share")]
    public void The_data_goes_to_the_users_data_folder_also_without_a_HOME(string? xdg, string? home, string profile, string expected) =>
        Assert.Equal(expected, Place.UnixDataHome(name => name switch { "XDG_DATA_HOME" => xdg, "HOME" => home, _ => null }, profile));

    [Fact]
    public void Without_any_home_the_data_goes_where_it_outlives_a_reboot() =>
        Assert.StartsWith("/var/tmp/climate-finance-", Place.UnixDataHome(_ => null, ""));

    [Theory]
    [InlineData("/home/li/.local/share/climate-finance/postgres/run", true)]
    [InlineData("/home/li/a,b", false)]
    [InlineData("/home/li/a b", false)]
    [InlineData("/home/钢铁", false)]
    public void A_socket_lies_only_where_its_path_needs_no_quoting(string folder, bool fit) => Assert.Equal(fit, Place.IsFitForSocket(folder));

    [Theory]
    [InlineData(85, true)]
    [InlineData(86, false)]
    public void A_socket_lies_only_where_its_path_is_below_100_characters(int length, bool fit) =>
        Assert.Equal(fit, Place.IsFitForSocket("/" + new string('a', length - 1)));

    [Theory]
    [InlineData(@"it's", @"'it''s'")]
    [InlineData(@"back\slash", @"'back\\slash'")]
    [InlineData("two\nlines", "'two lines'")]
    public void A_settings_value_cannot_leave_its_quotes(string value, string quoted) => Assert.Equal(quoted, SettingsText.Quoted(value));

    public static TheoryData<EmbeddedPostgresOptions> Nonsense =>
    [
        new EmbeddedPostgresOptions { StartTimeout = TimeSpan.Zero },
        new EmbeddedPostgresOptions { StopTimeout = TimeSpan.FromHours(1) },
        new EmbeddedPostgresOptions { Database = "x; DROP DATABASE postgres" },
        new EmbeddedPostgresOptions { Database = "" },
        new EmbeddedPostgresOptions { DataFolder = "relative" },
        new EmbeddedPostgresOptions { BinPath = "" },
        new EmbeddedPostgresOptions { Settings = new Dictionary<string, string> { ["a = 1\nb"] = "2" } },
    ];

    [Theory]
    [MemberData(nameof(Nonsense), DisableDiscoveryEnumeration = true)]
    public void Options_that_make_no_sense_are_refused(EmbeddedPostgresOptions options) =>
        Assert.StartsWith("EmbeddedPostgres:", Assert.Throws<EmbeddedPostgresException>(options.Validate).Message);

    [Fact]
    public void A_mistyped_option_is_refused_and_a_right_one_is_read()
    {
        static EmbeddedPostgresOptions Read(string name, string value) =>
            EmbeddedPostgresOptions.Read(new ConfigurationBuilder().AddInMemoryCollection([new($"EmbeddedPostgres:{name}", value)]).Build());

        Assert.Equal("/data", Read("DataFolder", "/data").DataFolder);
        Assert.Equal("off", Read("Settings:jit", "off").Settings["jit"]);
        Assert.Contains("DataFoldr", Assert.Throws<EmbeddedPostgresException>(() => Read("DataFoldr", "/data")).Message);
        Assert.Contains("StartTimeout", Assert.Throws<EmbeddedPostgresException>(() => Read("StartTimeout", "soon")).Message);
    }

    [Fact]
    public void The_installer_never_asks_for_a_password_and_tells_the_command()
    {
        Assert.All(Installer.Recipes, recipe => Assert.Contains(recipe.Program, recipe.ByHand));
        Assert.All(Installer.Recipes, recipe => Assert.DoesNotContain("sudo", recipe.Script));
        Assert.Contains("apt-get install -y postgresql", Installer.Missing(new EmbeddedPostgresOptions(), Installer.Recipes[0]));
    }
}
