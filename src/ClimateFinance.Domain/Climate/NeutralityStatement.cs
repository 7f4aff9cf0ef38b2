using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Domain.Climate;

/// <summary>
/// The text of a statement that its digest is over: every figure in a fixed order, so that anybody with the account recomputes it. The words
/// that are printed may change; these do not.
/// </summary>
public static class NeutralityStatement
{
    /// <summary>One fact a line, fields parted by tabs, line feeds.</summary>
    public static string Canonical(CarbonAccount account, AccountTotals totals, DateOnly on)
    {
        var text = new StringBuilder();
        Line("statement", "1", account.Meeting!.Value.Value.ToString(), on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var a in account.Activities)
            Line("activity", Text(a.Number), a.Phase.ToString(), a.Source.ToString(), a.Words, Text(a.Quantity), a.Factor.Unit, Text(a.Factor.Value), a.Factor.Id ?? a.Factor.Source, Text(a.Tco2e));
        foreach (var e in account.Excluded) Line("excluded", e.Phase.ToString(), e.Source.ToString(), e.Reason);
        foreach (var r in account.Retired) Line("retired", r.Series, Text(r.First), Text(r.Last), Text(r.Vintage), r.Project, r.DocumentSha256);
        Line("total", Text(totals.EmissionsTco2e), Text(totals.RetiredTco2e), Text(totals.UncertaintyPercent ?? -1m), totals.Neutral ? "neutral" : "not neutral");
        return text.ToString();

        void Line(params string[] fields) => text.AppendJoin('\t', fields.Select(f => f.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' '))).Append('\n');
    }

    /// <summary>SHA-256 of the canonical text in UTF-8, lower-case hex.</summary>
    public static string Sha256(CarbonAccount account, AccountTotals totals, DateOnly on) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(account, totals, on))));

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);
}
