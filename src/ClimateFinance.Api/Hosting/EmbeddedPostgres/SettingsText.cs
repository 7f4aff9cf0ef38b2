using System.Globalization;
using System.Text;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>The settings of the private PostgreSQL: durable, modest in memory, reachable by nobody else.</summary>
internal static class SettingsText
{
    public static string Of(Endpoint endpoint, EmbeddedPostgresOptions options)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = endpoint.IsSocket ? "" : endpoint.Host,
            ["port"] = endpoint.Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = endpoint.IsSocket ? endpoint.Host : "",
            ["unix_socket_permissions"] = "0700",
            ["password_encryption"] = "scram-sha-256",
            ["cluster_name"] = "climate_finance",
            ["max_connections"] = "120",
            ["shared_buffers"] = "128MB",
            ["jit"] = "off",

            // What each process is just doing is to be had from pg_stat_activity; writing it into the list of processes as well costs a twentieth of a commit.
            ["update_process_title"] = "off",
            ["fsync"] = OnOff(options.Durable),
            ["synchronous_commit"] = OnOff(options.Durable),
            ["full_page_writes"] = OnOff(options.Durable),
            ["timezone"] = "UTC",
            ["datestyle"] = "iso, ymd",

            // One file per weekday, emptied when its day comes round. The host reports errors of its own statements; keys and values
            // of rows may be personal, so neither they nor the statements are logged.
            ["log_timezone"] = "UTC",
            ["logging_collector"] = "on",
            ["log_directory"] = "log",
            ["log_filename"] = "postgresql-%a.log",
            ["log_truncate_on_rotation"] = "on",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
            ["log_min_messages"] = "log",
            ["log_min_error_statement"] = "panic",
            ["log_error_verbosity"] = "terse",
            ["log_checkpoints"] = "off",
        };
        foreach (var (name, value) in options.Settings) all[name] = value;

        var text = new StringBuilder("# Written anew at each start.\n");
        foreach (var (name, value) in all) text.Append(name).Append(" = ").Append(Quoted(value)).Append('\n');
        return text.ToString();
    }

    internal static string Quoted(string value) =>
        "'" + value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ") + "'";

    private static string OnOff(bool on) => on ? "on" : "off";
}
