using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>GET /oversight/counts: how many there are of each, and no amount, no name and no term: all that the operator of an installation may see.</summary>
internal static class GetCounts
{
    internal sealed record StageCount(DealStage Stage, long Deals);

    internal sealed record Reply(
        DateOnly On, long EnterprisesVerified, long ProjectsAdmitted, long NeedsPublished, long ProductsPublished, long PairingsProposed, long PairingsMutual,
        long DealsOpened, long DealsSigned, long DealsDrawn, long DealsOverdue, IReadOnlyList<StageCount> ByStage);

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/counts", Handle)
        .Query<Reply>(nameof(GetCounts), "How many of each: for the operator the whole installation, for a bureau its region")
        .For(Audience.Bureau | Audience.Operator);

    private static async Task<IResult> Handle(QueryCaller caller, Rulebook rules, IEventStore store, CancellationToken cancellation)
    {
        var filter = new CellFilter(caller.Caller.Region is { } own ? own.Prefix : string.Empty);
        var load = new Load();
        var total = MarketCells.Ask(load, CellBy.Total, filter, Measures.All);
        var stages = MarketCells.Ask(load, CellBy.Stage, filter, Measures.OfBoard);
        var rest = load.Rows(
            new Sql(
                """
                select (select count(*) from product where status = 'published'), (select count(*) from deal_fact where due_on < $2 and region like $1 || '%')
                """,
                filter.Scope, rules.Today),
            row => (Products: row.GetInt64(0), Late: row.GetInt64(1)));
        await store.LoadAsync(load, cancellation);
        var sums = total.Total;
        return QueryReply.Of(new Reply(
            rules.Today, sums.Count("enterprises"), sums.Count("projects"), sums.Count("needs"), rest.One.Products, sums.Count("proposed"), sums.Count("mutual"),
            sums.Count("opened"), sums.Count("signed"), sums.Count("drawn"), rest.One.Late,
            [.. stages.Rows.Where(s => s.Count("opened") > 0).Select(s => new StageCount(EnumNames.Read<DealStage>(s.Key), s.Count("opened"))).OrderBy(s => s.Stage)]));
    }
}
