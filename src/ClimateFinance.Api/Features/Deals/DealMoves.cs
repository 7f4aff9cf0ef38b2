using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>What the moves of a deal have in common: load it, decide, append, answer with a receipt.</summary>
internal static class DealMoves
{
    /// <summary>A move that needs nothing but the deal, and perhaps a fact from outside it.</summary>
    /// <param name="otherwise">A refusal for a reason that the deal itself cannot know; asked after the deal has decided.</param>
    public static Task<IResult> RunAsync(
        CommandRun run, Guid dealId, Func<DealClock, DealMove> move, CancellationToken cancellation, Func<Refusal?>? otherwise = null)
    {
        var deal = run.Existing<Deal>(dealId);
        return RunAsync(run, deal, move, null, otherwise, cancellation);
    }

    /// <summary>A move that may draw on the product's quota: what is left of it comes with the load, and a guard holds it at the commit.</summary>
    public static Task<IResult> RunOnQuotaAsync(CommandRun run, Guid dealId, Func<Cny, DealClock, DealMove> move, CancellationToken cancellation)
    {
        var deal = run.Existing<Deal>(dealId);
        var quota = run.Rows(
            new Sql(
                "select q.quota_cny - q.reserved_cny - q.used_cny from deal d join product_quota q on q.product_id = d.product_id where d.id = $1",
                dealId),
            row => new Cny(row.GetDecimal(0)));
        return RunAsync(run, deal, clock => move(quota.Rows.Count == 1 ? quota.One : Cny.Zero, clock), QuotaGuard.Of, null, cancellation);
    }

    private static Task<IResult> RunAsync(
        CommandRun run, StreamSlot<Deal> deal, Func<DealClock, DealMove> move, Func<ProductId, Guard>? guard, Func<Refusal?>? otherwise,
        CancellationToken cancellation)
    {
        var after = deal.State;
        return run.RunAsync(
            work =>
            {
                after = work.Decide(deal, move(run.Rules.DealClock));
                if (otherwise?.Invoke() is { } refusal) work.Refuse(refusal);
                if (guard is not null && after.Content is { } content) work.Require(guard(content.File.Product));
            },
            work => DealReceipt.Of(deal.Id!.Value, work.VersionOf(deal.Id!.Value), after, run.Caller),
            cancellation);
    }
}
