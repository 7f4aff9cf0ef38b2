using ClimateFinance.Domain.Climate;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>An enterprise's years and its place on the lists of key emitters.</summary>
internal sealed class CarbonProfileProjection : Projection
{
    public override string Name => "carbonProfiles";

    public override IReadOnlyList<string> Tables => ["enterprise_year", "key_emitter"];

    public override IReadOnlyList<string> Categories => [CarbonProfile.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case EnterpriseYearReported e:
                statements.Add(new Sql(
                    """
                    insert into enterprise_year (enterprise_id, year, figures, reported_at) values ($1, $2, $3, $4)
                    on conflict (enterprise_id, year) do update set figures = excluded.figures, reported_at = excluded.reported_at
                    """,
                    e.Enterprise.Value, e.Figures.Year, SqlArgument.Json(e.Figures), happened.At));
                break;
            case KeyEmitterListed e:
                statements.Add(new Sql(
                    """
                    insert into key_emitter (enterprise_id, year, document_number, listed, recorded_at) values ($1, $2, $3, $4, $5)
                    on conflict (enterprise_id, year) do update
                    set document_number = excluded.document_number, listed = excluded.listed, recorded_at = excluded.recorded_at
                    """,
                    e.Enterprise.Value, e.Listing.Year, e.Listing.DocumentNumber, e.Listing.Listed, happened.At));
                break;
            default: throw Unknown(happened);
        }
    }
}

/// <summary>What banks state as outstanding.</summary>
internal sealed class LoanProjection : Projection
{
    public override string Name => "loans";

    public override IReadOnlyList<string> Tables => ["loan_balance"];

    public override IReadOnlyList<string> Categories => [Loan.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        if (happened.Data is not LoanBalanceReported e) throw Unknown(happened);
        statements.Add(new Sql(
            """
            insert into loan_balance (deal_id, bank_id, on_day, balance_cny, reported_at) values ($1, $2, $3, $4, $5)
            on conflict (deal_id, on_day) do update set balance_cny = excluded.balance_cny, reported_at = excluded.reported_at
            """,
            e.Deal.Value, e.Bank.Value, e.On, e.BalanceCny, happened.At));
    }
}

/// <summary>Which serials are used; the accounts themselves are read from their streams.</summary>
internal sealed class RetiredUnitProjection : Projection
{
    public override string Name => "retiredUnits";

    public override IReadOnlyList<string> Tables => ["retired_unit", "retired_series"];

    public override IReadOnlyList<string> Categories => [CarbonAccount.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case CarbonUnitsRetired e:
                // The series' row first: whoever comes second waits here until the first is done.
                statements.Add(new Sql(
                    "insert into retired_series (series, blocks) values ($1, 1) on conflict (series) do update set blocks = retired_series.blocks + 1",
                    e.Retired.Series));
                statements.Add(new Sql(
                    "insert into retired_unit (account_id, number, series, first_serial, last_serial) values ($1, $2, $3, $4, $5)",
                    happened.Stream, e.Retired.Number, e.Retired.Series, e.Retired.First, e.Retired.Last));
                break;
            case CarbonAccountOpened or CarbonActivityRecorded or CarbonActivityRemoved or CarbonSourceExcluded or CarbonAccountClosed:
                break;
            default: throw Unknown(happened);
        }
    }
}
