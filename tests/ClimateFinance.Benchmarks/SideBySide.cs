namespace ClimateFinance.Benchmarks;

/// <summary>
/// Several operations measured in turn, round after round, so that what else the machine does meets all of them alike. The first is the
/// yardstick; ratios are taken within each round, and of all rounds the median is told with the least and the most.
/// </summary>
internal sealed class SideBySide(CpuMeter cpu, int rounds, double seconds, Func<Task>? warmedUp = null)
{
    public Task RunAsync(int clients, params (string Name, Func<Func<Task>> Client)[] operations) => RunAsync(clients, [], operations);

    /// <param name="clients">How many at once.</param>
    /// <param name="others">Programs beside this one that tell their own rate, for so many clients and seconds; run in each round as well.</param>
    /// <param name="operations">The first is the yardstick.</param>
    public async Task RunAsync(
        int clients, IReadOnlyList<(string Name, Func<int, double, Task<double>> Rate)> others, params (string Name, Func<Func<Task>> Client)[] operations)
    {
        Console.WriteLine(
            $"{$"{clients} client{(clients == 1 ? "" : "s")}, median of {rounds}",-44}{"a second",10}{"p50 ms",9}{"p99 ms",9}{"client µs",11}{"server µs",11}   of the first, least to most");
        foreach (var (_, client) in operations) await Clients.RunAsync(clients, Math.Min(1.5, seconds), client, cpu);
        if (warmedUp is not null) await warmedUp();

        var rates = operations.Select(_ => new List<Rate>()).ToArray();
        var theirs = others.Select(_ => new List<Rate>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < operations.Length; i++) rates[i].Add(await Clients.RunAsync(clients, seconds, operations[i].Client, cpu));
            for (var i = 0; i < others.Count; i++) theirs[i].Add(new Rate(await others[i].Rate(clients, seconds), default, default, double.NaN, double.NaN));
        }

        for (var i = 0; i < operations.Length; i++) Print(operations[i].Name, rates[i], rates[0]);
        for (var i = 0; i < others.Count; i++) Print(others[i].Name, theirs[i], rates[0]);
    }

    private static void Print(string name, List<Rate> rates, List<Rate> yardstick)
    {
        var ratios = rates.Zip(yardstick, (it, first) => it.PerSecond / first.PerSecond).Order().ToArray();
        Console.WriteLine(
            $"{name,-44}{Median(rates, r => r.PerSecond),10:0}{Median(rates, r => r.P50.TotalMilliseconds),9:0.0}{Median(rates, r => r.P99.TotalMilliseconds),9:0.0}"
            + $"{Median(rates, r => r.ClientMicroseconds),11:0}{Median(rates, r => r.ServerMicroseconds),11:0}"
            + (ReferenceEquals(rates, yardstick) ? "" : $"   {ratios[ratios.Length / 2]:0.00}, {ratios[0]:0.00} to {ratios[^1]:0.00}"));
    }

    private static double Median(List<Rate> rates, Func<Rate, double> of) => rates.Select(of).Order().ElementAt(rates.Count / 2);
}
