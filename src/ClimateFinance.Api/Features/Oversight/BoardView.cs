using System.Data.Common;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>
/// Deals in sum. Amounts and averages are those of the highest rung that each deal reached (signed, approved, agreed, offered, indicated);
/// averages are weighted by the line.
/// </summary>
/// <param name="Key">The stage, the bank's id, the industry or the rung.</param>
/// <param name="Name">Words for the key, where it is a code.</param>
/// <param name="LineCny">Σ line.</param>
/// <param name="DrawnConfirmedCny">Σ of what both sides say was paid out.</param>
/// <param name="AverageTermMonths">Σ line × term ÷ Σ line; one decimal.</param>
/// <param name="AverageRatePercent">Σ line × all-in rate ÷ Σ line, by the LPR in force on the board's day; three decimals.</param>
/// <param name="Overdue">Deals whose next step is late.</param>
internal sealed record BoardLine(
    string Key, string? Name, long Deals, decimal LineCny, decimal DrawnConfirmedCny, decimal? AverageTermMonths, decimal? AverageRatePercent, long Overdue)
{
    /// <summary><c>$3</c> today, <c>$4</c> and <c>$5</c> the LPR of one and of over five years in basis points.</summary>
    public const string Sums =
        """
        count(*), coalesce(sum(t.line_cny), 0), coalesce(sum(d.drawn_confirmed_cny), 0),
        round(sum(t.line_cny * t.term_months) / nullif(sum(t.line_cny), 0), 1),
        round(sum(t.line_cny * (t.spread_bp + case t.benchmark when 'lpr1y' then $4 when 'lpr5y' then $5 else 0 end)) / nullif(sum(t.line_cny), 0) / 100, 3),
        count(*) filter (where d.due_on < $3)
        """;

    public static BoardLine Map(DbDataReader row) => new(
        row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2), row.GetDecimal(3), row.GetDecimal(4),
        row.IsDBNull(5) ? null : row.GetDecimal(5), row.IsDBNull(6) ? null : row.GetDecimal(6), row.GetInt64(7));
}

/// <summary>What came in before there is a deal, and where it went: each number is of the bureau's region.</summary>
/// <param name="NeedsPublishedCny">Σ of the amounts that published needs ask for.</param>
/// <param name="PairingsMutual">Pairings with both sides' interest: deals opened.</param>
/// <param name="DealsSigned">Deals that reached a signature, closed ones included.</param>
/// <param name="DealsFunded">Deals with confirmed drawdowns.</param>
internal sealed record MarketFunnel(
    long EnterprisesVerified, long ProjectsAdmitted, long NeedsPublished, decimal NeedsPublishedCny, long ProductsPublished,
    long PairingsProposed, long PairingsMutual, long DealsOpened, long DealsOffered, long DealsAgreed, long DealsSigned, long DealsFunded,
    decimal SignedCny, decimal DrawnConfirmedCny)
{
    public static MarketFunnel Map(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetDecimal(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
        row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetDecimal(12), row.GetDecimal(13));
}

/// <summary>The board of a bureau: its region's deals by stage, bank, industry and rung.</summary>
/// <param name="On">The day (Shanghai) that lateness and rates are judged by.</param>
/// <param name="Lpr1yPercent">The one-year LPR in force on that day.</param>
/// <param name="Lpr5yPercent">The over-five-year LPR in force on that day.</param>
/// <param name="ByRung">Line, term and rate in sum at each rung: the gap between asked, indicated, offered, agreed, approved and signed.</param>
internal sealed record BoardView(
    DateOnly On, decimal Lpr1yPercent, decimal Lpr5yPercent, MarketFunnel Funnel, BoardLine Total,
    IReadOnlyList<BoardLine> ByStage, IReadOnlyList<BoardLine> ByBank, IReadOnlyList<BoardLine> ByIndustry, IReadOnlyList<BoardLine> ByRung);
