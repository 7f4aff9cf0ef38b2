using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http;

/// <summary>
/// Turns the raw fields of a request into values of the domain, collecting what is wrong with each, so that a caller hears of all of it at once.
/// After the last field: <c>if (check.Failed) return check.Problem();</c> A value got before that may be a default and must not be used.
/// </summary>
internal sealed class Check(ReferenceData reference)
{
    /// <summary>No free text is longer than this unless its field says so.</summary>
    public const int MaxText = 2_000;

    private readonly List<Flaw> flaws = [];

    public bool Failed => flaws.Count > 0;

    public IResult Problem() => Problems.Problem.Of(flaws);

    public Check Flawed(string field, Refusal why)
    {
        flaws.Add(new Flaw(field, why));
        return this;
    }

    public T Of<T>(string field, Validated<T> value)
        where T : struct
    {
        if (value.TryGet(out var good, out var flaw)) return good;
        Flawed(field, flaw);
        return default;
    }

    public Cny Amount(string field, decimal yuan) => Of(field, Cny.Create(yuan));

    public Cny AmountOrZero(string field, decimal yuan) => Of(field, Cny.CreateOrZero(yuan));

    public Cny? Amount(string field, decimal? yuan) => yuan is { } given ? Amount(field, given) : null;

    public TermMonths Term(string field, int months) => Of(field, TermMonths.Create(months));

    public Rate Rate(string field, RateBody rate) => Of($"{field}.spreadBp", Domain.Shared.Rate.Create(rate.Benchmark, rate.SpreadBp));

    /// <summary>One bound of a rate range.</summary>
    public Rate Rate(string field, Benchmark benchmark, int spreadBp) => Of(field, Domain.Shared.Rate.Create(benchmark, spreadBp));

    public CreditTerms Credit(string field, CreditBody credit) => new(
        Amount($"{field}.lineCny", credit.LineCny), Term($"{field}.termMonths", credit.TermMonths), Rate($"{field}.rate", credit.Rate));

    public Uscc Uscc(string field, string code) => Of(field, Domain.Shared.Uscc.Create(code));

    /// <summary>A region of the loaded table.</summary>
    public RegionCode Region(string field, string code) =>
        Known(field, RegionCode.Create(code), reference.Exists, "region.unknown", code);

    /// <summary>An industry of the loaded table.</summary>
    public IndustryCode Industry(string field, string code) =>
        Known(field, IndustryCode.Create(code), reference.Exists, "industry.unknown", code);

    public GreenClass GreenClass(string field, string code) =>
        Known<GreenClass>(field, new GreenClass(code), reference.Exists, "green_class.unknown", code);

    public Technology Technology(string field, string code) =>
        Known<Technology>(field, new Technology(code), reference.Exists, "technology.unknown", code);

    /// <summary>Words that must be there: trimmed, not empty, no control characters, at most <paramref name="max"/> characters.</summary>
    public string Text(string field, string given, int max = MaxText)
    {
        var text = given.Trim();
        if (text.Length == 0) Flawed(field, Refusal.Shape("text.empty"));
        else if (text.Length > max) Flawed(field, Refusal.Shape("text.too_long", ("max", max), ("given", text.Length)));
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))) Flawed(field, Refusal.Shape("text.control_character"));
        return text;
    }

    public string? TextOrNull(string field, string? given, int max = MaxText) => string.IsNullOrWhiteSpace(given) ? null : Text(field, given, max);

    public int Whole(string field, int given, int min, int max)
    {
        if (given < min || given > max) Flawed(field, Refusal.Shape("number.out_of_range", ("min", min), ("max", max), ("given", given)));
        return given;
    }

    public decimal Number(string field, decimal given, decimal min, decimal max)
    {
        if (given < min || given > max) Flawed(field, Refusal.Shape("number.out_of_range", ("min", min), ("max", max), ("given", given)));
        return given;
    }

    /// <summary>Each item of a list, checked under its own field name; the list itself at most <paramref name="max"/> long.</summary>
    public IReadOnlyList<TOut> Each<TIn, TOut>(string field, IReadOnlyList<TIn> given, Func<string, TIn, TOut> item, int min = 0, int max = 100)
    {
        if (given.Count < min || given.Count > max)
        {
            Flawed(field, Refusal.Shape("list.wrong_length", ("min", min), ("max", max), ("given", given.Count)));
            return [];
        }

        var checkedItems = new List<TOut>(given.Count);
        for (var i = 0; i < given.Count; i++)
        {
            // The serializer holds members to their nullability, but not the items of a list.
            if (given[i] is { } there) checkedItems.Add(item($"{field}[{i}]", there));
            else Flawed($"{field}[{i}]", Refusal.Shape("field.null"));
        }

        if (checkedItems.Distinct().Count() != checkedItems.Count) Flawed(field, Refusal.Shape("list.repeats"));
        return checkedItems;
    }

    private T Known<T>(string field, Validated<T> value, Func<T, bool> known, string code, string given)
        where T : struct
    {
        var good = Of(field, value);
        if (value.Flaw is null && !known(good)) Flawed(field, Refusal.Shape(code, ("given", given)));
        return good;
    }
}

/// <summary>An interest rate on the wire: a benchmark and a spread in basis points; for <c>fixed</c> the spread is the rate.</summary>
internal sealed record RateBody(Benchmark Benchmark, int SpreadBp)
{
    public static RateBody Of(Rate rate) => new(rate.Benchmark, rate.Spread.Value);
}

/// <summary>Line, term and rate on the wire.</summary>
internal sealed record CreditBody(decimal LineCny, int TermMonths, RateBody Rate)
{
    public static CreditBody Of(CreditTerms credit) => new(credit.Line.Value, credit.Term.Value, RateBody.Of(credit.Rate));

    public static CreditBody? OfOrNull(CreditTerms? credit) => credit is null ? null : Of(credit);
}
