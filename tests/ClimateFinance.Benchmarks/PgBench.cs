using System.Globalization;
using System.Text.RegularExpressions;
using ClimateFinance.Api.Hosting.Embedded;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>PostgreSQL's own benchmark program: the same insert as the yardstick's, prepared, one a transaction.</summary>
internal static partial class PgBench
{
    private const string Script =
        "insert into benchmark.raw_row (id, data, at) values (gen_random_uuid(), '{\"reading\":1200,\"unit\":\"MWh\"}', now());\n";

    /// <summary>None where the program is not installed.</summary>
    public static IReadOnlyList<(string Name, Func<int, double, Task<double>> Rate)> Insert(string connectionString)
    {
        var folder = Binaries.Folders(new EmbeddedPostgresOptions()).FirstOrDefault(f => File.Exists(Path.Combine(f, "pgbench")));
        if (folder is null) return [];
        return [("pgbench, prepared insert", (clients, seconds) => RunAsync(Path.Combine(folder, "pgbench"), new NpgsqlConnectionStringBuilder(connectionString), clients, seconds))];
    }

    private static async Task<double> RunAsync(string program, NpgsqlConnectionStringBuilder to, int clients, double seconds)
    {
        var script = Path.Combine(Path.GetTempPath(), $"cf-pgbench-{Environment.ProcessId}.sql");
        await File.WriteAllTextAsync(script, Script);
        try
        {
            string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
            var outcome = await ChildProcess.RunAsync(
                [
                    program, "-n", "-M", "prepared", "-f", script, "-c", Text(clients), "-j", Text(Math.Min(clients, Environment.ProcessorCount)),
                    "-T", Text(Math.Max(1, Math.Ceiling(seconds))), "-h", to.Host!, "-p", Text(to.Port), "-U", to.Username!, to.Database!,
                ],
                null, null, TimeSpan.FromSeconds(seconds + 60), CancellationToken.None);
            return Rate().Match(outcome.Output) is { Success: true } told
                ? double.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"pgbench said: {outcome.Output}");
        }
        finally
        {
            File.Delete(script);
        }
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
