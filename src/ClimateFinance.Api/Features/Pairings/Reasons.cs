using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>One hard criterion with its verdict, both sides' figures, and the same in words.</summary>
internal sealed record CriterionReason(
    Criterion Criterion, bool Passed, IReadOnlyDictionary<string, string> Asked, IReadOnlyDictionary<string, string> Offered, string Words)
{
    public static IReadOnlyList<CriterionReason> Of(Evaluation evaluation, Language language) =>
        [.. evaluation.Criteria.Select(c => new CriterionReason(c.Criterion, c.Passed, c.Asked, c.Offered, Explanation.Of(c, language)))];
}

/// <summary>One soft piece: value 0 to 10 000, weight in parts of 10 000, points, and the same in words.</summary>
internal sealed record PieceReason(Piece Piece, int Value, int Weight, int Points, string Words)
{
    public static IReadOnlyList<PieceReason> Of(Evaluation evaluation, Language language) =>
        [.. evaluation.Pieces.Select(p => new PieceReason(p.Piece, p.Value, p.Weight, p.Points, Explanation.Of(p, language)))];
}

/// <summary>The language in which the engine explains itself to a caller.</summary>
internal static class Speech
{
    /// <summary>By <c>Accept-Language</c>; says in the answer which it was.</summary>
    public static Language Of(HttpContext http)
    {
        var words = Http.Problems.Words.For(http.Request);
        http.Response.Headers.ContentLanguage = words.Language;
        http.Response.Headers.Vary = "Accept-Language";
        return words == Http.Problems.Words.Chinese ? Language.Chinese : Language.English;
    }
}
