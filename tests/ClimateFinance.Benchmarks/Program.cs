using ClimateFinance.Benchmarks;

// Measured where they are run, never asserted: a figure depends on the machine, a test must not.
return args switch
{
    ["store", .. var rest] => await StoreBenchmark.RunAsync(rest),
    ["evidence", .. var rest] => await EvidenceBenchmark.RunAsync(rest),
    ["commands", .. var rest] => await CommandBenchmark.RunAsync(rest),
    ["matching", .. var rest] => await MatchingBenchmark.RunAsync(rest),
    ["warm", .. var rest] => await WarmBenchmark.RunAsync(rest),
    ["live", .. var rest] => await LiveBenchmark.RunAsync(rest),
    ["oversight", .. var rest] => await OversightBenchmark.RunAsync(rest),
    ["library", .. var rest] => await LibraryBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: ClimateFinance.Benchmarks VERB
          store [--connection "Host=…"] [--rounds 5] [--seconds 2] [--events 1000000]   the event store beside raw Npgsql and pgbench; a long history
          evidence [--rounds 7] [--seconds 3]   appends a second with the evidence following and without; how far it is behind
          commands [--rounds 5] [--seconds 2]   commands a second over the HTTP API, beside raw Npgsql
          oversight [--deals 100000] [--requests 300] [--folder PATH] [--verify] [--only TEXT]   the bureau's figures on a market of many deals
          library [--projects 100000] [--requests 5] [--folder PATH]   the library of projects in figures, promised beside measured
          matching [--connection "Host=…"] [--products 100000]   the matching columns beside LINQ, loops and PostgreSQL; a round; what both cost
          live [--needs 20000] [--products 20000] [--rounds 20]   how soon a pairing follows what a party or the bureau does, over HTTP
          warm [--needs 100000] [--products 100000] [--starts 1] [--folder PATH]   the host's start on a country's market, and one question from there
        """);
    return 2;
}
