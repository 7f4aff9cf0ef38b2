using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>One row a round.</summary>
internal sealed class RoundProjection : Projection
{
    public override string Name => "rounds";

    public override IReadOnlyList<string> Tables => ["matching_round"];

    public override IReadOnlyList<string> Categories => [Round.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        if (happened.Data is not RoundHeld e) throw Unknown(happened);
        var (terms, outcome) = (e.Terms, e.Outcome);
        statements.Add(new Sql(
            """
            insert into matching_round (id, version, region, mode, quota_percent, cases_per_officer, judged_on, policy_version, needs, products, eligible,
                proposals, total, bound, gap_parts, illustrative, need_ids, outcome, held_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            happened.Stream, happened.Version, terms.Region.Value, terms.Mode.Wire(), terms.QuotaPercent, terms.CasesPerOfficer, terms.Basis.On,
            terms.Basis.PolicyVersion, e.Needs.Count, outcome.Products.Count, outcome.Eligible, outcome.Proposals.Count, outcome.Total, outcome.Bound,
            outcome.GapParts(), terms.Illustrative, e.Needs.Select(n => n.Need.Value).ToArray(), SqlArgument.Json(outcome), happened.At));
    }
}
