using ClimateFinance.Domain.Shared;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Store.Tests.Support;

/// <summary>The smallest aggregate that has something to lose: a sum. Made for these tests.</summary>
public abstract record Tally : IState<Tally>
{
    public static string Category => "tally";

    public static Tally Initial { get; } = new Unborn();

    public sealed record Unborn : Tally;

    public sealed record Open(string Label, long Total) : Tally;

    public static Tally Evolve(Tally state, IEvent<Tally> happened) => (state, happened) switch
    {
        (Unborn, TallyOpened e) => new Open(e.Label, 0),
        (Open it, TallyAdded e) => it with { Total = it.Total + e.Amount },
        _ => throw new UnknownEventException(state, happened),
    };

    public static Decision<Tally> Decide(Tally state, ICommand<Tally> command, Circumstance circumstance) => Refusal.Rule("tally.no_commands");
}

[EventName("tally_opened_v1")]
public sealed record TallyOpened(string Label) : IEvent<Tally>;

/// <summary>Its third shape: v1 said <c>count</c>, v2 said <c>value</c>.</summary>
[EventName("tally_added_v3")]
public sealed record TallyAdded(long Amount) : IEvent<Tally>;

/// <summary>Another kind of stream.</summary>
public sealed record Lamp : IState<Lamp>
{
    public static string Category => "lamp";

    public static Lamp Initial { get; } = new();

    public bool Lit { get; init; }

    public static Lamp Evolve(Lamp state, IEvent<Lamp> happened) => state with { Lit = happened is LampLit };

    public static Decision<Lamp> Decide(Lamp state, ICommand<Lamp> command, Circumstance circumstance) => Refusal.Rule("lamp.no_commands");
}

[EventName("lamp_lit_v1")]
public sealed record LampLit : IEvent<Lamp>;

/// <summary>The read model of the tallies.</summary>
public sealed class TallyTotals : Projection
{
    public const string UniqueLabel = "tally_total_label_taken";

    public override string Name => "tally_totals";

    public override IReadOnlyList<string> Tables => ["tally_total"];

    public override IReadOnlyList<string> Categories => [Tally.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case TallyOpened e:
                statements.Add(new Sql(
                    "insert into tally_total (id, label, total, version, at) values ($1, $2, 0, $3, $4)",
                    happened.Stream, e.Label, happened.Version, happened.At));
                break;
            case TallyAdded e:
                statements.Add(new Sql(
                    "update tally_total set total = total + $2, version = $3, at = $4 where id = $1",
                    happened.Stream, e.Amount, happened.Version, happened.At));
                break;
            default:
                throw Unknown(happened);
        }
    }
}

/// <summary>What the tests' events and tables are called.</summary>
public static class TallyHouse
{
    public static EventRegistry Registry { get; } = new(
        EventRegistry.KindsIn(typeof(Tally).Assembly),
        [
            new Upcaster("tally_added_v1", "tally_added_v2", old => new() { ["value"] = old["count"]!.DeepClone() }),
            new Upcaster("tally_added_v2", "tally_added_v3", old => new() { ["amount"] = old["value"]!.DeepClone() }),
        ]);

    public static Migration Tables { get; } = new(1, "0001_tally", $"""
        create table tally_total (
            id uuid not null primary key, label text not null, total bigint not null check (total < 1000000), version bigint not null,
            at timestamptz not null);
        create unique index {TallyTotals.UniqueLabel} on tally_total (label);
        create table quota (id integer not null primary key, rest bigint null);
        create table note (text text not null unique);
        """);
}
