using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>An enterprise's figures of a year. What is null was not stated; nothing is filled in.</summary>
/// <param name="OutputT">Product, t.</param>
/// <param name="EnergyTce">Energy used, tce.</param>
/// <param name="Scope1Tco2e">Direct emissions 直接排放.</param>
/// <param name="Scope2Tco2e">From bought electricity and heat 间接排放.</param>
/// <param name="EtsCovered">Whether the national carbon market covered it that year.</param>
/// <param name="AllowanceTco2e">Allowances held at the end of the year's compliance 配额.</param>
/// <param name="SurrenderedTco2e">Allowances surrendered for the year 清缴.</param>
/// <param name="EquityCny">Equity at the end of the year.</param>
/// <param name="DebtCny">Debt at the end of the year.</param>
/// <param name="Verifier">Who verified the emissions; null when nobody did.</param>
public sealed record EnterpriseYear(
    int Year, decimal? OutputT, decimal? EnergyTce, decimal? Scope1Tco2e, decimal? Scope2Tco2e, bool? EtsCovered,
    decimal? AllowanceTco2e, decimal? SurrenderedTco2e, decimal? EquityCny, decimal? DebtCny, string? Verifier)
{
    /// <summary>Scope 1 and 2; null while one of them is not stated.</summary>
    public decimal? EmissionsTco2e() => Scope1Tco2e + Scope2Tco2e;

    /// <summary>tCO2e per tonne of product, to 0.0001.</summary>
    public decimal? Intensity() => OutputT is > 0m && EmissionsTco2e() is { } all ? Exact.Round(all / OutputT.Value, 4) : null;

    /// <summary>Allowances less what had to be surrendered; below zero is a shortfall 配额缺口.</summary>
    public decimal? AllowanceBalance() => AllowanceTco2e - SurrenderedTco2e;

    internal Refusal? Flaw(DateOnly today)
    {
        if (Year < 2000 || Year >= today.Year) return Refusal.Shape("carbon_profile.year_out_of_range", ("min", 2000), ("max", today.Year - 1), ("given", Year));
        var figures = new[] { OutputT, EnergyTce, Scope1Tco2e, Scope2Tco2e, AllowanceTco2e, SurrenderedTco2e, EquityCny, DebtCny };
        if (figures.FirstOrDefault(f => f is < 0m or > 1_000_000_000_000_000m) is { } odd) return Refusal.Shape("figure.negative", ("given", odd));
        if (figures.FirstOrDefault(f => f is { } figure && decimal.Round(figure, 3) != figure) is { } fine) return Refusal.Shape("figure.too_fine", ("decimals", 3), ("given", fine));
        if (figures.All(f => f is null)) return Refusal.Shape("carbon_profile.nothing_said");
        return Verifier is null ? null : Text.LineFlaw("verifier", Verifier);
    }
}

/// <summary>A list of key emitters 重点排放单位名录 that the bureau keeps.</summary>
/// <param name="DocumentNumber">Of the notice.</param>
public sealed record KeyEmitterListing(int Year, string DocumentNumber, bool Listed);

/// <summary>The enterprise reported a year, or reported it anew.</summary>
[EventName("enterprise_year_reported_v1")]
public sealed record EnterpriseYearReported(EnterpriseId Enterprise, EnterpriseYear Figures) : IEvent<CarbonProfile>;

/// <summary>The bureau put the enterprise on a year's list of key emitters, or took it off.</summary>
[EventName("key_emitter_listed_v1")]
public sealed record KeyEmitterListed(EnterpriseId Enterprise, KeyEmitterListing Listing) : IEvent<CarbonProfile>;

/// <summary>Report a year.</summary>
/// <param name="Region">Of the enterprise; null when it is not registered.</param>
public sealed record ReportEnterpriseYear(EnterpriseId Enterprise, RegionCode? Region, EnterpriseYear Figures) : ICommand<CarbonProfile>;

/// <summary>Put it on the list of a year, or take it off.</summary>
public sealed record ListKeyEmitter(EnterpriseId Enterprise, RegionCode? Region, KeyEmitterListing Listing) : ICommand<CarbonProfile>;

/// <summary>An enterprise's output, energy and emissions by year, and whether it is a key emitter. One stream beside the enterprise's own.</summary>
public sealed record CarbonProfile(IReadOnlyList<EnterpriseYear> Years, IReadOnlyList<KeyEmitterListing> Listings) : IState<CarbonProfile>
{
    public static string Category => "carbonProfile";

    public static CarbonProfile Initial { get; } = new([], []);

    public static Decision<CarbonProfile> Decide(CarbonProfile state, ICommand<CarbonProfile> command, Circumstance circumstance) => command switch
    {
        ReportEnterpriseYear { Region: null } or ListKeyEmitter { Region: null } => Refusal.Unknown("enterprise.unknown"),
        ReportEnterpriseYear c when c.Figures.Flaw(circumstance.Today) is { } flaw && circumstance.By.Is(c.Enterprise) => flaw,
        ReportEnterpriseYear c => circumstance.By.Is(c.Enterprise)
            ? Decision<CarbonProfile>.Of(new EnterpriseYearReported(c.Enterprise, c.Figures))
            : Refusal.Unknown("enterprise.unknown"),
        ListKeyEmitter c when !circumstance.By.Oversees(c.Region!.Value) => Refusal.Unknown("enterprise.unknown"),
        ListKeyEmitter c => List(state, c, circumstance.Today),
        _ => Refusal.Rule("carbon_profile.wrong_state", ("move", command.GetType().Name)),
    };

    public static CarbonProfile Evolve(CarbonProfile state, IEvent<CarbonProfile> happened) => happened switch
    {
        EnterpriseYearReported e => state with { Years = [.. state.Years.Where(y => y.Year != e.Figures.Year), e.Figures] },
        KeyEmitterListed e => state with { Listings = [.. state.Listings.Where(l => l.Year != e.Listing.Year), e.Listing] },
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<CarbonProfile> List(CarbonProfile state, ListKeyEmitter c, DateOnly today)
    {
        if (c.Listing.Year < 2000 || c.Listing.Year > today.Year + 1)
            return Refusal.Shape("carbon_profile.year_out_of_range", ("min", 2000), ("max", today.Year + 1), ("given", c.Listing.Year));
        if (Text.LineFlaw("documentNumber", c.Listing.DocumentNumber) is { } flaw) return flaw;
        return (state.Listings.FirstOrDefault(l => l.Year == c.Listing.Year)?.Listed ?? false) == c.Listing.Listed
            ? Refusal.Rule("carbon_profile.listed_so_already", ("year", c.Listing.Year), ("listed", c.Listing.Listed))
            : Decision<CarbonProfile>.Of(new KeyEmitterListed(c.Enterprise, c.Listing));
    }
}
