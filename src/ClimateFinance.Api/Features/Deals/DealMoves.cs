using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Http;
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
    /// <param name="also">A statement beside the facts, in their transaction.</param>
    public static Task<IResult> RunAsync(
        CommandRun run, Guid dealId, Func<DealClock, DealMove> move, CancellationToken cancellation, Func<Refusal?>? otherwise = null, Sql? also = null)
    {
        var deal = run.Existing<Deal>(dealId);
        return RunAsync(run, deal, move, null, otherwise, cancellation, also);
    }

    /// <summary>A move that needs nothing but the deal and a reason.</summary>
    public static async Task<IResult> RunForReasonAsync(
        CommandRun run, Check check, Guid dealId, ReasonBody body, Func<string, DealClock, DealMove> move, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Reason);
        return check.Failed ? check.Problem() : await RunAsync(run, dealId, clock => move(reason, clock), cancellation);
    }

    /// <summary>The same for a move that may draw on the quota and the need.</summary>
    public static async Task<IResult> RunForReasonOnGroundAsync(
        CommandRun run, Check check, Guid dealId, ReasonBody body, Func<string, DealGround, DealClock, DealMove> move, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Reason);
        return check.Failed ? check.Problem() : await RunOnGroundAsync(run, dealId, (ground, clock) => move(reason, ground, clock), cancellation);
    }

    /// <summary>A move by which the bank records that an officer of its own went there.</summary>
    public static async Task<IResult> RunVisitAsync(
        CommandRun run, Check check, Guid dealId, VisitBody body, Func<PersonId, DateOnly, string, DealClock, DealMove> move, CancellationToken cancellation)
    {
        var record = check.Text("record", body.Record);
        if (check.Failed) return check.Problem();
        var known = OfficerOf(run, dealId, body.OfficerId);
        return await RunAsync(run, dealId, clock => move(new PersonId(body.OfficerId), body.VisitedOn, record, clock), cancellation, known);
    }

    /// <summary>
    /// A move that may draw on the product's quota and on the need's amount: what is left of them and whether they are on the market comes
    /// with the load, and guards hold both limits at the commit.
    /// </summary>
    /// <param name="slots">For a move that takes a slot of the need: how many banks may be in contact with it.</param>
    public static Task<IResult> RunOnGroundAsync(
        CommandRun run, Guid dealId, Func<DealGround, DealClock, DealMove> move, CancellationToken cancellation, int? slots = null)
    {
        var deal = run.Existing<Deal>(dealId);
        var ground = GroundOf(run, dealId);
        return RunAsync(
            run, deal, clock => move(ground.Rows.Count == 1 ? ground.One : DealGround.None, clock), after => Guards(deal.State, after, slots), null, cancellation);
    }

    /// <summary>Refuses an officer who is not on the bank's file.</summary>
    public static Func<Refusal?> OfficerOf(CommandRun run, Guid dealId, Guid officerId)
    {
        var officer = run.Rows(
            new Sql(
                "select true from person p join deal d on d.bank_id = p.organisation_id where d.id = $1 and p.id = $2 and p.kind = 'officer' and p.erased_at is null",
                dealId, officerId),
            row => row.GetBoolean(0));
        return () => officer.Rows.Count == 1 ? null : Refusal.Rule("contact.officer_unknown", ("officerId", officerId));
    }

    private static RowsSlot<DealGround> GroundOf(CommandRun run, Guid dealId) => run.Rows(
        new Sql(
            """
            select q.quota_cny - q.reserved_cny - q.used_cny, n.amount_cny - coalesce(c.committed_cny, 0),
                p.status = 'published' and $2 between p.valid_from and p.valid_to, n.status in ('published', 'stale')
            from deal d join product p on p.id = d.product_id join product_quota q on q.product_id = d.product_id
            join need n on n.id = d.need_id left join need_contact c on c.need_id = d.need_id
            where d.id = $1
            """,
            dealId, run.Rules.Today),
        row => new DealGround(new Cny(row.GetDecimal(0)), new Cny(row.GetDecimal(1)), row.GetBoolean(2), row.GetBoolean(3)));

    private static IEnumerable<Guard> Guards(Deal before, Deal after, int? slots)
    {
        if (after.Content is not { } content) yield break;
        var (product, need) = (content.File.Product, content.File.Need.Value);
        yield return QuotaGuard.Of(product);
        if (content.Committed > (before.Content?.Committed ?? Cny.Zero))
        {
            yield return new Guard(
                "need-amount",
                new Sql("select not exists (select from need_contact c join need n on n.id = c.need_id where c.need_id = $1 and c.committed_cny > n.amount_cny)", need));
        }

        if (slots is { } most)
        {
            yield return new Guard(
                "need-slots", new Sql("select exists (select from need_line where need_id = $1 and banks <= $2)", need, most));
        }
    }

    private static Task<IResult> RunAsync(
        CommandRun run, StreamSlot<Deal> deal, Func<DealClock, DealMove> move, Func<Deal, IEnumerable<Guard>>? guards, Func<Refusal?>? otherwise,
        CancellationToken cancellation, Sql? also = null)
    {
        var after = deal.State;
        return run.RunAsync(
            work =>
            {
                after = work.Decide(deal, move(run.Rules.DealClock));
                if (otherwise?.Invoke() is { } refusal) work.Refuse(refusal);
                if (also is not null) work.Also(also);
                foreach (var guard in guards?.Invoke(after) ?? []) work.Require(guard);
            },
            work => DealReceipt.Of(deal.Id!.Value, work.VersionOf(deal.Id!.Value), after, run.Caller),
            cancellation);
    }
}
