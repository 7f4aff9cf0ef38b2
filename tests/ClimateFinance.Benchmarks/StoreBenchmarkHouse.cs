using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Benchmarks;

/// <summary>A small aggregate to write: a meter and its readings.</summary>
internal sealed record Meter(long Total) : IState<Meter>
{
    public static string Category => "meter";

    public static Meter Initial { get; } = new(0);

    public static Meter Evolve(Meter state, IEvent<Meter> happened) => new(state.Total + ((MeterRead)happened).Reading);

    public static Decision<Meter> Decide(Meter state, ICommand<Meter> command, Circumstance circumstance) => Refusal.Rule("meter.no_commands");

    public MeterRead Next() => new(Total % 1_000 + 1, "MWh");
}

[EventName("meter_read_v1")]
internal sealed record MeterRead(long Reading, string Unit) : IEvent<Meter>;

/// <summary>Its read model: one row a meter.</summary>
internal sealed class MeterTotals : Projection
{
    public override string Name => "meter_totals";

    public override IReadOnlyList<string> Tables => ["meter_total"];

    public override IReadOnlyList<string> Categories => [Meter.Category];

    /// <summary>As those of the host: the first event of a stream makes the row, the others change it.</summary>
    public override void Project(RecordedEvent happened, ICollection<Sql> statements) => statements.Add(new Sql(
        happened.Version == 1
            ? "insert into meter_total (id, total, version, at) values ($1, $2, $3, $4)"
            : "update meter_total set total = total + $2, version = $3, at = $4 where id = $1",
        happened.Stream,
        ((MeterRead)happened.Data).Reading,
        happened.Version,
        happened.At));
}

internal static class StoreBenchmarkHouse
{
    private static readonly EventContext Context = new("benchmark", Role.Bank, Guid.CreateVersion7(), "correlation", "causation");

    public static EventRegistry Registry { get; } = new([new EventKind("meter_read_v1", typeof(MeterRead), Meter.Category)]);

    public static MigrationModule Tables { get; } = new(
        "benchmark",
        [
            new Migration(1, "0001_benchmark", """
                create table meter_total (id uuid not null primary key, total bigint not null, version bigint not null, at timestamptz not null);
                create table raw_row (id uuid not null primary key, data jsonb not null, at timestamptz not null);
                """),
        ]);

    public static Commit Write() => new(DateTimeOffset.UtcNow, Context);
}
