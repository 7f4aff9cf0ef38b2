using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>A figure that may be changed: how it reads as text, and the pair with another text in its place.</summary>
internal sealed record Field(ChangeSide Side, string Name, Func<Pair, string> Read, Func<Pair, string, Pair> Write);

/// <summary>Every figure that a near miss may propose to change. A change is applied from its text, so what is verified is what is shown.</summary>
internal static class Fields
{
    public static readonly Field AmountCny = Need("amountCny", n => n.Amount.ToString(), (n, t) => n with { Amount = new(Text.Decimal(t)) });

    public static readonly Field AmountLeastCny =
        Need("amountLeastCny", n => n.AmountLeast.ToString(), (n, t) => n with { AmountLeast = new(Text.Decimal(t)) });

    public static readonly Field NeedTermMinMonths =
        Need("termMinMonths", n => n.TermMin.ToString(), (n, t) => n with { TermMin = new(Text.Int(t)) });

    public static readonly Field NeedTermMaxMonths =
        Need("termMaxMonths", n => n.TermMax.ToString(), (n, t) => n with { TermMax = new(Text.Int(t)) });

    /// <summary>All-in; the benchmark stays, the spread moves.</summary>
    public static readonly Field RateMaxBp = new(
        ChangeSide.Need, "rateMaxBp", p => Text.Of(p.Asked.RateMaxBp), (p, t) =>
        {
            var spread = new BasisPoints(p.Need.RateMax.Spread.Value + Text.Int(t) - p.Asked.RateMaxBp);
            return p with { Need = p.Need with { RateMax = p.Need.RateMax with { Spread = spread } } };
        });

    public static readonly Field CollateralOffered = Need(
        "collateralOffered",
        n => Text.List(n.CollateralOffered, Text.Of),
        (n, t) => n with { CollateralOffered = Text.Items(t, Text.Enum<CollateralKind>) });

    public static readonly Field Grade = Need(
        "grade", n => n.Grade is { } g ? Text.Of(g) : "", (n, t) => n with { Grade = Text.Enum<EnvironmentalGrade>(t) });

    public static readonly Field Admitted = Need("admitted", n => Text.Of(n.Admitted), (n, t) => n with { Admitted = bool.Parse(t) });

    public static readonly Field ReductionTco2ePerYear = Need(
        "reductionTco2ePerYear",
        n => n.ReductionTco2ePerYear is { } r ? Text.Of(r) : "",
        (n, t) => n with { ReductionTco2ePerYear = Text.Decimal(t) });

    public static readonly Field Regions = Terms(
        "regions", p => Text.List(p.Regions, r => r.Value), (p, t) => p with { Regions = Text.Items(t, RegionCode.Hydrate) });

    public static readonly Field Industries = Terms(
        "industries", p => Text.List(p.Industries, i => i.Value), (p, t) => p with { Industries = Text.Items(t, IndustryCode.Hydrate) });

    public static readonly Field GreenClasses = Terms(
        "greenClasses", p => Text.List(p.GreenClasses, g => g.Value), (p, t) => p with { GreenClasses = Text.Items(t, GreenClass.Hydrate) });

    public static readonly Field Technologies = Terms(
        "technologies", p => Text.List(p.Technologies, x => x.Value), (p, t) => p with { Technologies = Text.Items(t, Technology.Hydrate) });

    public static readonly Field Purposes = Terms(
        "purposes", p => Text.List(p.Purposes, Text.Of), (p, t) => p with { Purposes = Text.Items(t, Text.Enum<FinancingPurpose>) });

    public static readonly Field AmountMinCny =
        Terms("amountMinCny", p => p.AmountMin.ToString(), (p, t) => p with { AmountMin = new(Text.Decimal(t)) });

    public static readonly Field AmountMaxCny =
        Terms("amountMaxCny", p => p.AmountMax.ToString(), (p, t) => p with { AmountMax = new(Text.Decimal(t)) });

    public static readonly Field MaxLoanToInvestmentPercent = Terms(
        "maxLoanToInvestmentPercent",
        p => p.MaxLoanToInvestmentPercent is { } percent ? Text.Of(percent) : "",
        (p, t) => p with { MaxLoanToInvestmentPercent = Text.Int(t) });

    public static readonly Field QuotaLeftCny = new(
        ChangeSide.Product, "quotaLeftCny", p => p.Product.QuotaLeft.ToString(),
        (p, t) => p with { Product = p.Product with { QuotaLeft = new(Text.Decimal(t)) } });

    public static readonly Field TermMinMonths =
        Terms("termMinMonths", p => p.TermMin.ToString(), (p, t) => p with { TermMin = new(Text.Int(t)) });

    public static readonly Field TermMaxMonths =
        Terms("termMaxMonths", p => p.TermMax.ToString(), (p, t) => p with { TermMax = new(Text.Int(t)) });

    /// <summary>All-in; the benchmark stays, the spread moves.</summary>
    public static readonly Field RateMinBp = new(
        ChangeSide.Product, "rateMinBp", p => Text.Of(p.Offered.RateMinBp), (p, t) =>
        {
            var spread = new BasisPoints(p.Product.Terms.SpreadMin.Value + Text.Int(t) - p.Offered.RateMinBp);
            return p with { Product = p.Product with { Terms = p.Product.Terms with { SpreadMin = spread } } };
        });

    public static readonly Field CollateralAccepted = Terms(
        "collateralAccepted",
        p => Text.List(p.CollateralAccepted, Text.Of),
        (p, t) => p with { CollateralAccepted = Text.Items(t, Text.Enum<CollateralKind>) });

    public static readonly Field LowestGrade = Terms(
        "lowestGrade",
        p => p.LowestGrade is { } g ? Text.Of(g) : "",
        (p, t) => p with { LowestGrade = t.Length == 0 ? null : Text.Enum<EnvironmentalGrade>(t) });

    public static readonly Field AdmissionRequired =
        Terms("admissionRequired", p => Text.Of(p.AdmissionRequired), (p, t) => p with { AdmissionRequired = bool.Parse(t) });

    public static readonly Field LeastReductionTco2ePer10kCny = Terms(
        "leastReductionTco2ePer10kCny",
        p => Text.Of(p.LeastReductionTco2ePer10kCny),
        (p, t) => p with { LeastReductionTco2ePer10kCny = Text.Decimal(t) });

    public static readonly Field PenaltyFreeMonths =
        Terms("penaltyFreeMonths", p => Text.Of(p.PenaltyFreeMonths), (p, t) => p with { PenaltyFreeMonths = Text.Int(t) });

    public static readonly Field ValidFrom = Terms("validFrom", p => Text.Of(p.ValidFrom), (p, t) => p with { ValidFrom = Text.Date(t) });

    public static readonly Field ValidTo = Terms("validTo", p => Text.Of(p.ValidTo), (p, t) => p with { ValidTo = Text.Date(t) });

    public static readonly Field On = new(
        ChangeSide.Time, "on", p => Text.Of(p.Basis.On), (p, t) => p with { Basis = p.Basis with { On = Text.Date(t) } });

    private static readonly Field[] All =
    [
        AmountCny, AmountLeastCny, NeedTermMinMonths, NeedTermMaxMonths, RateMaxBp, CollateralOffered, Grade, Admitted, ReductionTco2ePerYear,
        Regions, Industries, GreenClasses, Technologies, Purposes, AmountMinCny, AmountMaxCny, MaxLoanToInvestmentPercent, QuotaLeftCny,
        TermMinMonths, TermMaxMonths, RateMinBp, CollateralAccepted, LowestGrade, AdmissionRequired, LeastReductionTco2ePer10kCny,
        PenaltyFreeMonths, ValidFrom, ValidTo, On,
    ];

    public static Field Of(FigureChange change) => All.Single(f => f.Side == change.Side && f.Name == change.Field);

    private static Field Need(string name, Func<NeedFacts, string> read, Func<NeedFacts, string, NeedFacts> write) =>
        new(ChangeSide.Need, name, p => read(p.Need), (p, t) => p with { Need = write(p.Need, t) });

    private static Field Terms(string name, Func<ProductTerms, string> read, Func<ProductTerms, string, ProductTerms> write) =>
        new(ChangeSide.Product, name, p => read(p.Product.Terms), (p, t) => p with { Product = p.Product with { Terms = write(p.Product.Terms, t) } });
}
