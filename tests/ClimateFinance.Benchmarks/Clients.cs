using System.Diagnostics;

namespace ClimateFinance.Benchmarks;

/// <summary>What a number of clients got done, each sending its next operation when the last was answered.</summary>
/// <param name="PerSecond">Operations of all clients together.</param>
/// <param name="P50">Half of the operations took no longer.</param>
/// <param name="P99">Of a hundred, ninety-nine.</param>
/// <param name="ClientMicroseconds">Processor time an operation cost in this process.</param>
/// <param name="ServerMicroseconds">And in PostgreSQL.</param>
internal readonly record struct Rate(double PerSecond, TimeSpan P50, TimeSpan P99, double ClientMicroseconds, double ServerMicroseconds);

/// <summary>Closed loops of clients.</summary>
internal static class Clients
{
    public const int Many = 16;

    public static async Task<Rate> RunAsync(int count, double seconds, Func<Func<Task>> client, CpuMeter cpu)
    {
        var span = TimeSpan.FromSeconds(seconds);
        var before = cpu.Read();
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(async () =>
        {
            var once = client();
            var times = new List<TimeSpan>();
            while (watch.Elapsed < span)
            {
                var began = watch.Elapsed;
                await once();
                times.Add(watch.Elapsed - began);
            }

            return times;
        })));
        var elapsed = watch.Elapsed;
        var used = cpu.Read() - before;
        var sorted = all.SelectMany(t => t).Order().ToArray();
        return new Rate(
            sorted.Length / elapsed.TotalSeconds,
            sorted[(sorted.Length - 1) / 2],
            sorted[(int)((sorted.Length - 1) * 0.99)],
            used.Client.TotalMicroseconds / sorted.Length,
            used.Server.TotalMicroseconds / sorted.Length);
    }
}
