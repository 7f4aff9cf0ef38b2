using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Benchmarks;

/// <summary>Answers over real HTTP: how long they take, and what memory a long one costs the process that gives it and takes it.</summary>
internal static class HttpTiming
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static async Task TimeAsync(HttpClient http, string name, string path, TokenIssuer tokens, Caller caller, int requests, int warm = 10)
    {
        var token = tokens.Issue(caller).Value;
        var times = new List<double>(requests);
        for (var i = 0; i < requests + warm; i++)
        {
            using var request = Request(path, token);
            var watch = Stopwatch.StartNew();
            using var response = await http.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {Encoding.UTF8.GetString(body)}");
            if (i >= warm) times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(Plain, $"{name,-58}{times[(times.Count - 1) / 2],9:0.0}{times[(int)((times.Count - 1) * 0.99)],9:0.0}{times[^1],9:0.0}"));
    }

    /// <summary>Reads a long answer and forgets it; tells how large it was and how far the memory of this process, the host's too, rose meanwhile.</summary>
    public static async Task ReadAsync(HttpClient http, string path, TokenIssuer tokens, Caller caller)
    {
        GC.Collect();
        var (before, most, length) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0L);
        using var process = Process.GetCurrentProcess();
        var (resident, highest) = (process.WorkingSet64, 0L);
        using var request = Request(path, tokens.Issue(caller).Value);
        var watch = Stopwatch.StartNew();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[65_536];
        var first = TimeSpan.Zero;
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            if (length == 0) first = watch.Elapsed;
            length += read;
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            process.Refresh();
            highest = Math.Max(highest, process.WorkingSet64);
        }

        Console.WriteLine(string.Create(
            Plain, $"{path,-58} {length / 1e6,7:0.00} MB in {watch.Elapsed.TotalSeconds,5:0.0} s, first byte after {first.TotalSeconds:0.0} s, managed memory +{(most - before) / 1e6:0} MB at most, resident {resident / 1e6:0} MB before, {highest / 1e6:0} MB at most"));
    }

    private static HttpRequestMessage Request(string path, string token) =>
        new(HttpMethod.Get, $"/api/v1/{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
}
