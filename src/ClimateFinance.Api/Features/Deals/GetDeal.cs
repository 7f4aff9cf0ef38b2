using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>GET /deals/{id}: the whole deal, with line, term and rate at every rung.</summary>
internal static class GetDeal
{
    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/{dealId:guid}", Handle)
        .Query<DealView>(nameof(GetDeal), "One deal: line, term and rate at every rung, offers, papers, signatures, drawdowns")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid dealId, QueryCaller caller, Rulebook rules, IEventStore store, Looks looks, CancellationToken cancellation)
    {
        // One batch, one round trip: the deal narrowed to the caller, and its parts joined to the same narrowing.
        var load = new Load();
        RowsSlot<T> Part<T>(string columns, string from, string order, Func<System.Data.Common.DbDataReader, T> map) => load.Rows(
            new Sql(
                $"select {columns} from {from} where {DealVisibility.Rows} and d.id = $4 order by {order}",
                caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            map);

        var summary = load.Rows(
            new Sql(
                $"select {DealSummary.Columns} from {DealSummary.From} where {DealVisibility.Rows} and d.id = $5",
                caller.Role, caller.Organisation, caller.RegionPattern, rules.Today, dealId),
            DealSummary.Map);
        var file = Part(DealView.FileColumns, "deal d", "d.id", DealView.FileOf);
        var clock = Part(DealClockView.Columns, "deal d", "d.id", row => DealClockView.Map(row, rules));
        var visits = Part(VisitView.Columns, "deal d join deal_visit v on v.deal_id = d.id", "v.number", VisitView.Map);
        var rungs = Part(
            "t.rung, t.line_cny, t.term_months, t.benchmark, t.spread_bp, t.at", "deal d join deal_terms t on t.deal_id = d.id",
            "array_position(array['asked', 'indicated', 'offered', 'agreed', 'approved', 'signed'], t.rung)", row => DealRung.Map(row, rules));
        var offers = Part(
            "o.number, o.by_side, o.status, o.terms, o.made_at", "deal d join deal_offer o on o.deal_id = d.id", "o.number", row => OfferView.Map(row, rules));
        var requests = Part(
            "r.number, r.kinds, r.documents, r.requested_at, r.provided_at, r.withdrawn_at, r.withdrawn_reason", "deal d join deal_document_request r on r.deal_id = d.id", "r.number", DocumentRequestView.Map);
        var signatures = Part(
            "s.side, s.line_cny, s.term_months, s.benchmark, s.spread_bp, s.contract_number, s.confirmed_at",
            "deal d join deal_signature s on s.deal_id = d.id", "s.side", SignatureView.Map);
        var drawdowns = Part(
            "w.number, w.amount_cny, w.drawn_on, w.voucher, w.status, w.reason, w.reported_at", "deal d join deal_drawdown w on w.deal_id = d.id", "w.number", DrawdownView.Map);
        var reminders = Part(
            "r.number, r.owing, r.step, r.due_on, r.words, r.stands, r.sent_at", "deal d join deal_reminder r on r.deal_id = d.id", "r.number", ReminderView.Map);
        await store.LoadAsync(load, cancellation);

        if (summary.Rows.Count == 0) return Problem.Of(Refusal.Unknown("deal.unknown"));
        await looks.AtAsync(LookAt.Deal, [dealId], cancellation);
        return new QueryReply<DealView>(
            new DealView(
                summary.One, file.One, clock.One, rungs.Rows, DealGap.Table(rungs.Rows, drawdowns.Rows, rules.Rates), visits.Rows, offers.Rows, requests.Rows,
                signatures.Rows, drawdowns.Rows, reminders.Rows),
            summary.One.Version);
    }
}
