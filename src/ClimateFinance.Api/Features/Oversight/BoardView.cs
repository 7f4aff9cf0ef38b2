using ClimateFinance.Api.Features.Oversight.Cells;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>
/// Deals in sum. Amounts and averages are those of the highest rung that stands in each deal (signed, approved, agreed, offered, indicated);
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
    public static BoardLine Of(string key, string? name, long deals, CreditSums credit, decimal drawn, Lpr lpr, long overdue) => new(
        key, name, deals, credit.Line, drawn, credit.AverageTermMonths, credit.AverageRatePercent(lpr.OneYearBp, lpr.FiveYearBp), overdue);
}

/// <summary>The LPR in force on a day, in basis points.</summary>
internal sealed record Lpr(DateOnly On, int OneYearBp, int FiveYearBp)
{
    public decimal OneYearPercent => OneYearBp / 100m;

    public decimal FiveYearPercent => FiveYearBp / 100m;
}

/// <summary>What came in before there is a deal, and where it went: each number is of the bureau's region.</summary>
/// <param name="NeedsPublishedCny">Σ of the amounts that published needs ask for.</param>
/// <param name="PairingsMutual">Pairings with both sides' interest: deals opened.</param>
/// <param name="DealsOffered">Deals that ever had a bank's offer, closed ones included; so for those that follow.</param>
/// <param name="DealsSigned">Deals that reached a signature, closed ones included.</param>
/// <param name="DealsFunded">Deals with confirmed drawdowns.</param>
internal sealed record MarketFunnel(
    long EnterprisesVerified, long ProjectsAdmitted, long NeedsPublished, decimal NeedsPublishedCny, long ProductsPublished,
    long PairingsProposed, long PairingsMutual, long DealsOpened, long DealsOffered, long DealsAgreed, long DealsSigned, long DealsFunded,
    decimal SignedCny, decimal DrawnConfirmedCny)
{
    /// <param name="ground">The sums of the whole region: what lies before a pairing belongs to no meeting.</param>
    public static MarketFunnel Of(MarketSums ground, MarketSums deals, long products) => new(
        ground.Count("enterprises"), ground.Count("projects"), ground.Count("needs"), ground["needs_cny"], products,
        deals.Count("proposed"), deals.Count("mutual"), deals.Count("opened"), deals.Count("offered"), deals.Count("agreed"), deals.Count("signed"),
        deals.Count("drawn"), deals["signed_line"], deals["drawn_cny"]);
}

/// <summary>The board of a bureau: its region's deals by stage, bank, industry and rung.</summary>
/// <param name="On">The day (Shanghai) that lateness and rates are judged by.</param>
/// <param name="Lpr1yPercent">The one-year LPR in force on that day.</param>
/// <param name="Lpr5yPercent">The over-five-year LPR in force on that day.</param>
/// <param name="ByRung">
/// Line, term and rate in sum at each rung, of the deals that ever reached it: the gap between asked, indicated, offered, agreed, approved and signed.
/// </param>
internal sealed record BoardView(
    DateOnly On, decimal Lpr1yPercent, decimal Lpr5yPercent, MarketFunnel Funnel, BoardLine Total,
    IReadOnlyList<BoardLine> ByStage, IReadOnlyList<BoardLine> ByBank, IReadOnlyList<BoardLine> ByIndustry, IReadOnlyList<BoardLine> ByRung);

/// <summary>How many are late, by the keys of a board.</summary>
internal sealed record LateCounts(IReadOnlyDictionary<string, long> ByKey)
{
    public long this[string key] => ByKey.GetValueOrDefault(key);

    /// <summary><c>$1</c> the region's digits, <c>$2</c> today, <c>$3</c> the meeting or null. Ids, codes and stages cannot be mistaken for one another.</summary>
    public const string Text =
        """
        select coalesce(bank_id::text, industry, stage, 'total'), count(*), count(offered_on), count(agreed_on), count(approved_on), count(signed_on)
        from deal_fact where due_on < $2 and region like $1 || '%' and ($3::uuid is null or meeting_id = $3)
        group by grouping sets ((), (bank_id), (industry), (stage))
        """;

    public static IEnumerable<KeyValuePair<string, long>> Map(System.Data.Common.DbDataReader row)
    {
        var key = row.GetString(0);
        yield return new(key, row.GetInt64(1));
        if (key != "total") yield break;
        foreach (var rung in (string[])["asked", "indicated"]) yield return new($"rung.{rung}", row.GetInt64(1));
        var column = 2;
        foreach (var rung in (string[])["offered", "agreed", "approved", "signed"])
            yield return new($"rung.{rung}", row.GetInt64(column++));
    }
}

/// <summary>Words for keys of a board.</summary>
internal static class Keys
{
    /// <summary>The digits of a region that count, as a code of six.</summary>
    public static string RegionOf(string digits) => digits.PadRight(6, '0');
}
