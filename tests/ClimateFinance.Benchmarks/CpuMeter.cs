using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// Processor time of this process and of the PostgreSQL server beside it. On a machine that others use too, time a command costs says more
/// than commands a second. The server's is zero where it runs elsewhere, or not on Linux.
/// </summary>
internal sealed class CpuMeter
{
    // USER_HZ, which Linux fixes at 100 for what it shows in /proc.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly int? postmaster;

    private CpuMeter(int? postmaster) => this.postmaster = postmaster;

    public static async Task<CpuMeter> OfAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select pg_backend_pid()");
        var backend = (int)(await command.ExecuteScalarAsync())!;
        return new CpuMeter(Stat(backend) is { } stat && stat.Name == "(postgres)" ? stat.Parent : null);
    }

    public Reading Read()
    {
        var server = 0L;
        if (postmaster is { } parent && Stat(parent) is { } main)
        {
            server = main.Ticks + main.TicksOfEnded;
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Stat(id) is { } child && child.Parent == parent)
                    server += child.Ticks;
            }
        }

        using var self = Process.GetCurrentProcess();
        return new Reading(self.TotalProcessorTime, server * Tick);
    }

    private static ProcessStat? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var name = text[text.IndexOf('(', StringComparison.Ordinal)..(text.LastIndexOf(')') + 1)];
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(name, (int)Number(fields[1]), Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);

    public readonly record struct Reading(TimeSpan Client, TimeSpan Server)
    {
        public static Reading operator -(Reading later, Reading earlier) => new(later.Client - earlier.Client, later.Server - earlier.Server);
    }

    private readonly record struct ProcessStat(string Name, int Parent, long Ticks, long TicksOfEnded);
}
