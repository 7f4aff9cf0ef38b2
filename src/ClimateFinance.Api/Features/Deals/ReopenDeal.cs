using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/reopening: a closure was a mistake.</summary>
internal static class ReopenDeal
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/reopening", Handle)
        .Command<DealReceipt>(nameof(ReopenDeal), "Open a deal again that was closed by mistake, if its slot, its quota and its need still carry it")
        .For(Audience.PartiesAndBureau)
        .Example(new Request("误选拒绝"), DealReceipt.Example with { Version = 26, Stage = DealStage.DueDiligence });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        var contact = run.Rows(
            new Sql(
                """
                select coalesce(l.banks, 0),
                    exists (select from deal o where o.need_id = d.need_id and o.bank_id = d.bank_id and o.id <> d.id and o.stage <> 'closed'),
                    exists (select from pairing h where h.need_id = d.need_id and h.bank_id = d.bank_id and h.slot = 'held'),
                    exists (select from pairing w where w.need_id = d.need_id and w.bank_id <> d.bank_id and w.slot = 'waiting')
                from deal d left join need_line l on l.need_id = d.need_id where d.id = $1
                """,
                dealId),
            row => (InContact: row.GetInt32(0), MetAgain: row.GetBoolean(1), HoldsOne: row.GetBoolean(2), OthersWait: row.GetBoolean(3)));
        return await DealMoves.RunOnGroundAsync(
            run, dealId, (ground, clock) => new Domain.Deals.ReopenDeal(reason, SlotsLeft(), contact.Rows.Count == 1 && contact.One.MetAgain, ground, clock), cancellation,
            slots: run.Rules.Policy.BankSlotsPerNeed);

        // The bank's slot by another claim will do; a free one goes to those who wait in line.
        int SlotsLeft() => contact.Rows.Count == 0 || (contact.One.OthersWait && !contact.One.HoldsOne)
            ? 0
            : run.Rules.Policy.BankSlotsPerNeed - contact.One.InContact + (contact.One.HoldsOne ? 1 : 0);
    }
}
