using System.Globalization;
using System.Text;
using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>The engine's answers in words for people, English or Chinese. Works on the stored data alone, so an old pairing explains itself for ever.</summary>
public static class Explanation
{
    /// <summary>One sentence on one criterion: whether it holds, and both sides' figures.</summary>
    public static string Of(CriterionVerdict verdict, Language language)
    {
        var figures = Figures(Words.Pick(Templates.Figures(verdict.Criterion), language), verdict, language);
        return Filled(verdict.Passed ? Templates.Passed : Templates.Missed, language, Name(verdict.Criterion, language), figures);
    }

    /// <summary>One sentence on one piece: value, weight and points.</summary>
    public static string Of(PieceScore piece, Language language) => Filled(
        Templates.Scored, language, Words.Pick(Templates.Name(piece.Piece), language), Text.Of(piece.Value), Text.Of(piece.Weight), Text.Of(piece.Points));

    /// <summary>One figure that would have to be another.</summary>
    public static string Of(FigureChange change, Language language) => Filled(
        Templates.Change,
        language,
        Words.Pick(Templates.Side(change.Side), language),
        Words.Field(change.Field, language),
        Words.Figure(change.Field, change.From, language),
        Words.Figure(change.Field, change.To, language));

    /// <summary>One sentence for each option of a near miss.</summary>
    public static IReadOnlyList<string> Of(NearMiss miss, Language language)
    {
        var failed = string.Join(Words.Pick((", ", "、"), language), miss.Failed.Select(c => Name(c, language)));
        return [.. miss.Options.Select(option => Filled(
            Templates.Option, language, failed, string.Join(Words.Pick(("; ", "；"), language), option.Changes.Select(c => Of(c, language)))))];
    }

    /// <summary>Why a pairing was taken back: what changed, and which criteria the two miss by now; no figure of either side.</summary>
    public static string OfSuperseded(string reasonCode, IReadOnlyList<Criterion> missed, Language language)
    {
        var why = Words.Pick(Templates.Superseded(reasonCode), language);
        return missed.Count == 0
            ? why
            : why + Filled(Templates.MissesNow, language, string.Join(Words.Pick((", ", "、"), language), missed.Select(c => Name(c, language))));
    }

    /// <summary>What a criterion is called.</summary>
    public static string Name(Criterion criterion, Language language) => Words.Pick(Templates.Name(criterion), language);

    private static string Filled((string English, string Chinese) template, Language language, params object[] with) =>
        string.Format(CultureInfo.InvariantCulture, Words.Pick(template, language), with);

    /// <summary>Puts the figures into <c>{n:x}</c> and <c>{p:x}</c>. By hand: a regular expression asks its surroundings for a timeout.</summary>
    private static string Figures(string template, CriterionVerdict verdict, Language language)
    {
        var text = new StringBuilder(template.Length * 2);
        var at = 0;
        while (template.IndexOf('{', at) is >= 0 and var open)
        {
            var close = template.IndexOf('}', open);
            var (side, name) = (template[open + 1] == 'n' ? verdict.Asked : verdict.Offered, template[(open + 3)..close]);
            text.Append(template, at, open - at).Append(Words.Figure(name, side.GetValueOrDefault(name), language));
            at = close + 1;
        }

        return text.Append(template, at, template.Length - at).ToString();
    }
}
