using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

internal sealed partial class DealProjection
{
    /// <summary>The statements of one event on one deal.</summary>
    private readonly struct DealRow(RecordedEvent happened, ICollection<Sql> statements)
    {
        public void Touch() => Set("id = id");

        public void Stage(DealStage stage) => Set("stage = $4", stage.Wire());

        /// <summary>Changes the deal's own row; further placeholders start at <c>$4</c>.</summary>
        public void Set(string what, params SqlArgument[] values) => statements.Add(new Sql(
            $"update deal set version = $2, changed_at = $3, {what} where id = $1", [happened.Stream, happened.Version, happened.At, .. values]));

        /// <summary>A statement on a child table; <c>$1</c> is the deal, further placeholders start at <c>$2</c>.</summary>
        public void Child(string text, params SqlArgument[] values) => statements.Add(new Sql(text, [happened.Stream, .. values]));

        public void Rung(string rung, CreditTerms credit) => Child(
            """
            insert into deal_terms (deal_id, rung, line_cny, term_months, benchmark, spread_bp, at) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (deal_id, rung) do update set line_cny = $3, term_months = $4, benchmark = $5, spread_bp = $6, at = $7
            """,
            rung, credit.Line.Value, credit.Term.Value, credit.Rate.Benchmark.Wire(), credit.Rate.Spread.Value, happened.At);

        public void Visit(int number, PersonId officer, DateOnly visitedOn, string record) => Child(
            "insert into deal_visit (deal_id, number, officer_id, visited_on, record, recorded_at) values ($1, $2, $3, $4, $5, $6)",
            number, officer.Value, visitedOn, record, happened.At);

        /// <summary>A reminder of money that was reported falls with the word on it.</summary>
        public void MoneyAnswered() => Child("update deal_reminder set stands = false where deal_id = $1 and stands and step is null");

        public void ForgetSignatures() => Child("delete from deal_signature where deal_id = $1");

        public void Forget(string rung) => Child("delete from deal_terms where deal_id = $1 and rung = $2", rung);
    }
}
