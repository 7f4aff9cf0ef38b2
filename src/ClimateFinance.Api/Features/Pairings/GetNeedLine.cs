using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>
/// GET /needs/{id}/line: which banks are in contact with a need, and who waits in which order; for its enterprise and the bureau of its region.
/// A bank sees its own place on its pairing, and no rival anywhere.
/// </summary>
internal static class GetNeedLine
{
    /// <param name="Slots">How many banks may be in contact at once, by the policy in force.</param>
    /// <param name="BanksInContact">How many hold a slot; a bank with several claims counts once.</param>
    /// <param name="Waiting">How many banks wait.</param>
    /// <param name="Items">Those who hold a slot first, in the order in which they claimed; then those who wait, in the order of the line.</param>
    internal sealed record Reply(Guid NeedId, int Slots, int BanksInContact, int Waiting, IReadOnlyList<ClaimInLine> Items);

    /// <param name="Place">1 is the next to move up; null for a claim that holds a slot.</param>
    /// <param name="ClaimedAt">When the bank claimed; null for claims from before there were lines.</param>
    internal sealed record ClaimInLine(
        Guid PairingId, Guid BankId, string BankName, Guid ProductId, string ProductName, PairingStatus Status, SlotState Slot, int? Place,
        DateTimeOffset? ClaimedAt, Guid? DealId);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/needs/{needId:guid}/line", Handle)
        .Query<Reply>(nameof(GetNeedLine), "Who is in contact with a need, and who waits in line")
        .WithTags("Pairings")
        .For(Audience.Enterprise | Audience.Bureau);

    private static async Task<IResult> Handle(Guid needId, QueryCaller caller, Rulebook rules, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var known = load.Rows(
            new Sql(
                "select 1 from need n where ($1 = 'enterprise' and n.enterprise_id = $2 or $1 = 'bureau' and n.region like $3) and n.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, needId),
            row => row.GetInt32(0));
        var claims = load.Rows(
            new Sql(
                $"""
                select g.id, g.bank_id, b.name, g.product_id, r.terms ->> 'name', g.status, g.slot, {PairingVisibility.Place}, g.claimed_at, g.deal_id
                from {PairingVisibility.From} where g.need_id = $1 and g.slot is not null order by g.slot, g.claimed_at nulls first, g.id
                """,
                needId),
            Map);
        await store.LoadAsync(load, cancellation);
        if (known.Rows.Count == 0) return Problem.Of(Refusal.Unknown("need.unknown"));

        int Banks(SlotState state) => claims.Rows.Where(claim => claim.Slot == state).Select(claim => claim.BankId).Distinct().Count();
        return QueryReply.Of(new Reply(needId, rules.Policy.BankSlotsPerNeed, Banks(SlotState.Held), Banks(SlotState.Waiting), claims.Rows));
    }

    private static ClaimInLine Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetGuid(3), row.GetString(4), EnumNames.Read<PairingStatus>(row.GetString(5)),
        EnumNames.Read<SlotState>(row.GetString(6)), row.IsDBNull(7) ? null : row.GetInt32(7),
        row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), row.IsDBNull(9) ? null : row.GetGuid(9));
}
