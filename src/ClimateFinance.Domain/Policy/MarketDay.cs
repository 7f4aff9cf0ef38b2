using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Policy;

/// <summary>
/// A day began on the market: validities begin and end, a benchmark is printed, a policy comes into force. As a fact it has its place among the
/// others, so that every node sees the same things happen in the same order.
/// </summary>
[EventName("market_day_began_v1")]
public sealed record MarketDayBegan(DateOnly Day) : IEvent<MarketDay>;

/// <summary>Begin the present day.</summary>
public sealed record BeginMarketDay : ICommand<MarketDay>;

/// <summary>The newest day of the market (Shanghai); null before the first. There is one, on one stream.</summary>
public sealed record MarketDay(DateOnly? Newest) : IState<MarketDay>
{
    /// <summary>The stream of the one.</summary>
    public static readonly Guid StreamId = new("0196c1a4-0000-7000-8000-000000000002");

    public static string Category => "marketDay";

    public static MarketDay Initial { get; } = new((DateOnly?)null);

    /// <summary>Days go forward: one that began, or lies before one that did, is refused.</summary>
    public static Decision<MarketDay> Decide(MarketDay state, ICommand<MarketDay> command, Circumstance circumstance)
    {
        if (circumstance.By.Role != Role.System) return Refusal.Forbidden("market_day.system_only");
        return state.Newest is { } newest && circumstance.Today <= newest
            ? Refusal.Rule("market_day.began_already", ("day", newest))
            : Decision<MarketDay>.Of(new MarketDayBegan(circumstance.Today));
    }

    public static MarketDay Evolve(MarketDay state, IEvent<MarketDay> happened) => happened switch
    {
        MarketDayBegan e => new MarketDay(e.Day),
        _ => throw new UnknownEventException(state, happened),
    };
}
