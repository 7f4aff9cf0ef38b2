using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>One bank's part of a syndicate.</summary>
/// <param name="LowestRateBp">The product's lowest indicative all-in annual rate under the benchmark in force, in basis points.</param>
/// <param name="LeastCny">The product's smallest loan.</param>
/// <param name="MostCny">The most it could lend to this need, at most the amount asked.</param>
internal sealed record SyndicatePartBody(
    Guid ProductId, int ProductRevision, string ProductName, Guid BankId, string BankName, bool Illustrative,
    decimal AmountCny, int LowestRateBp, decimal LeastCny, decimal MostCny, string Words)
{
    public static SyndicatePartBody Of(SyndicatePart part, ProductOnMarket shown, Language language) => new(
        part.Product.Product.Value, part.Product.Revision, part.Product.Terms.Name, part.Product.Bank.Value, shown.BankName, shown.Illustrative,
        part.Amount.Value, part.RateBp, part.Least.Value, part.Most.Value, SyndicateWords.Of(part, language));
}

/// <summary>Banks that cover a need together.</summary>
/// <param name="BlendedRateBp">The parts' rates weighted by their amounts, in basis points.</param>
/// <param name="TermMinMonths">The shortest term that the need and every part accept.</param>
internal sealed record SyndicateBody(
    decimal TotalCny, decimal BlendedRateBp, int TermMinMonths, int TermMaxMonths, IReadOnlyList<SyndicatePartBody> Parts, string Words)
{
    public static SyndicateBody Of(Syndicate it, Func<ProductFacts, ProductOnMarket> shown, Language language) => new(
        it.Total.Value, it.BlendedRateBp, it.TermMin.Value, it.TermMax.Value, [.. it.Parts.Select(p => SyndicatePartBody.Of(p, shown(p.Product), language))],
        SyndicateWords.Of(it, language));
}

/// <summary>The syndicates for a need, cheapest first.</summary>
/// <param name="Revision">The need's published revision; null when it is not on the market.</param>
/// <param name="AmountCny">What it asks for.</param>
/// <param name="TargetCny">What the combinations cover; 0 where there is none.</param>
/// <param name="Candidates">How many products could take a part.</param>
/// <param name="Complete">False when the search stopped at its bound: what it found holds, but cheaper may exist.</param>
internal sealed record NeedSyndicates(
    Guid NeedId, int? Revision, decimal? AmountCny, DateOnly On, int PolicyVersion, SyndicateOutcome Outcome, string Words, decimal TargetCny, int Candidates,
    bool Complete, IReadOnlyList<SyndicateBody> Items)
{
    public static NeedSyndicates Of(
        Guid need, int? revision, decimal? amountCny, DateOnly on, int policyVersion, SyndicateAnswer answer, Func<ProductFacts, ProductOnMarket> shown,
        Language language) => new(
        need, revision, amountCny, on, policyVersion, answer.Outcome, SyndicateWords.Of(answer.Outcome, language), answer.Target.Value, answer.Candidates,
        answer.Complete, [.. answer.Items.Select(s => SyndicateBody.Of(s, shown, language))]);
}
