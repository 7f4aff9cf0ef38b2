using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Tests;

/// <summary>Made-up people and things that the specs share: all in Wu'an 130481, Handan 130400, Hebei 130000.</summary>
internal static class Some
{
    /// <summary>2026-01-15 10:00 in Shanghai.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 2, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Today = new(2026, 1, 15);

    public static readonly RegionCode Wuan = new("130481");
    public static readonly RegionCode Handan = new("130400");
    public static readonly EnterpriseId Steelworks = new(new Guid("00000000-0000-7000-8000-00000000e001"));
    public static readonly EnterpriseId OtherWorks = new(new Guid("00000000-0000-7000-8000-00000000e002"));
    public static readonly BankId Branch = new(new Guid("00000000-0000-7000-8000-00000000b001"));
    public static readonly BankId OtherBranch = new(new Guid("00000000-0000-7000-8000-00000000b002"));
    public static readonly ProjectId Furnace = new(new Guid("00000000-0000-7000-8000-0000000070e1"));
    public static readonly NeedId Loan = new(new Guid("00000000-0000-7000-8000-00000000d001"));
    public static readonly ProductId Green = new(new Guid("00000000-0000-7000-8000-00000000c001"));
    public static readonly MeetingId Assembly = new(new Guid("00000000-0000-7000-8000-00000000a001"));
    public static readonly DealId FirstDeal = new(new Guid("00000000-0000-7000-8000-00000000f001"));
    public static readonly DealId SecondDeal = new(new Guid("00000000-0000-7000-8000-00000000f002"));

    public static readonly Caller Owner = new("clerk", Role.Enterprise, Steelworks.Value, null);
    public static readonly Caller OtherOwner = new("other clerk", Role.Enterprise, OtherWorks.Value, null);
    public static readonly Caller Officer = new("officer", Role.Bank, Branch.Value, null);
    public static readonly Caller OtherOfficer = new("other officer", Role.Bank, OtherBranch.Value, null);
    public static readonly Caller Bureau = new("inspector", Role.Bureau, new Guid("00000000-0000-7000-8000-00000000ab01"), Handan);
    public static readonly Caller FarBureau = new("far inspector", Role.Bureau, new Guid("00000000-0000-7000-8000-00000000ab02"), new RegionCode("130100"));
    public static readonly Caller Operator = new("operator", Role.Operator, null, null);
    public static readonly Caller System = Caller.System("clock");

    /// <summary>An enterprise whose user carries the branch's id, and the other way round: ids alone must not open a door.</summary>
    public static readonly Caller Impostor = new("impostor", Role.Bank, Steelworks.Value, null);

    public static readonly Caller BankImpostor = new("bank impostor", Role.Enterprise, Branch.Value, null);

    /// <summary>A bureau without a region oversees nothing.</summary>
    public static readonly Caller NoRegion = new("lost inspector", Role.Bureau, new Guid("00000000-0000-7000-8000-00000000ab03"), null);

    public static string Long(int length) => new('字', length);

    public static EnterpriseProfile EnterpriseProfile() => new()
    {
        Name = "武安示范钢铁有限公司",
        Uscc = new Uscc("91130499DEMX00065U"),
        Region = Wuan,
        Industry = new IndustryCode("C3120"),
        Route = ProcessRoute.LongProcess,
        Ownership = Ownership.Private,
        AnnualOutputT = 4_200_000m,
        AnnualEmissionsTco2e = 7_770_000m,
        EtsMember = true,
    };

    public static BankProfile BankProfile() => new()
    {
        Name = "示范银行邯郸分行",
        Uscc = new Uscc("91130499DEMX00022E"),
        Region = Handan,
        Group = BankGroup.State,
    };

    public static readonly EmissionFactor Grid2022 = new()
    {
        Id = "EF-GRID-130000-2022",
        Kind = EmissionFactorKind.GridElectricity,
        Name = "河北 2022年 电力平均",
        Value = 0.7252m,
        Unit = "MWh",
        Region = new RegionCode("130000"),
        DataYear = 2022,
        PublishedOn = new DateOnly(2024, 12, 26),
        Source = "announcement no. 33 of 2024",
        Quality = SourceQuality.Media,
    };

    public static readonly EmissionFactor Grid2023 = Grid2022 with
    {
        Id = "EF-GRID-130000-2023",
        Value = 0.6516m,
        DataYear = 2023,
        PublishedOn = new DateOnly(2025, 12, 31),
    };

    public static readonly EmissionFactor Coke = new()
    {
        Id = "EF-S-COKE",
        Kind = EmissionFactorKind.Fuel,
        Name = "焦炭",
        Value = 3.0674m,
        Unit = "t",
        Source = "CETS-AG-03.01",
        Quality = SourceQuality.Code,
        Composition = new FuelComposition(28.435m, 0.02942m, 1m),
    };

    public static readonly IReadOnlyList<EmissionFactor> Factors = [Grid2022, Grid2023, Coke];

    /// <summary>100 million yuan, 40 % of its own, saving 20 000 MWh a year: 13 032 t with the 2023 grid.</summary>
    public static ProjectSheet ProjectSheet() => new()
    {
        Title = "烧结余热发电",
        FilingNumber = new FilingNumber("2509-130481-89-02-100001"),
        Industry = new IndustryCode("C3120"),
        Region = Wuan,
        Technology = new Technology("sinter-whr"),
        GreenClasses = [new GreenClass("GF2025-X-WHR")],
        TotalInvestment = new Cny(100_000_000m),
        OwnCapital = new Cny(40_000_000m),
        PlannedStart = new DateOnly(2026, 4, 1),
        ConstructionMonths = 14,
        ReductionInputs = [new ReductionInput(Grid2023.Id, 20_000m, "MWh")],
    };

    public static NeedSheet NeedSheet() => new()
    {
        Purpose = FinancingPurpose.Project,
        Project = Furnace,
        Amount = new Cny(50_000_000m),
        AmountLeast = new Cny(30_000_000m),
        TermMin = new TermMonths(48),
        TermMax = new TermMonths(72),
        RateMax = new Rate(Benchmark.Lpr5y, new BasisPoints(10)),
        CollateralOffered = [CollateralKind.Equipment, CollateralKind.Mortgage],
        RepaymentPlan = RepaymentPlan.EqualPrincipal,
        WantedOn = new DateOnly(2026, 5, 15),
        Description = "项目建设贷款",
    };

    public static NeedProject NeedProject() =>
        new(Furnace, Steelworks, Admitted: true, new Cny(100_000_000m), new Cny(40_000_000m), Cny.Zero);

    public static ProductTerms ProductTerms() => new()
    {
        Name = "钢铁转型金融贷款",
        Kind = "transition-loan",
        AmountMin = new Cny(10_000_000m),
        AmountMax = new Cny(500_000_000m),
        TermMin = new TermMonths(12),
        TermMax = new TermMonths(120),
        Benchmark = Benchmark.Lpr5y,
        SpreadMin = new BasisPoints(-40),
        SpreadMax = new BasisPoints(20),
        RepaymentPlans = [RepaymentPlan.EqualPrincipal],
        CollateralAccepted = [CollateralKind.Mortgage, CollateralKind.Equipment],
        Purposes = [FinancingPurpose.Project],
        Regions = [Handan],
        Industries = [new IndustryCode("C31")],
        GreenClasses = [],
        Technologies = [],
        LeastReductionTco2ePer10kCny = 0m,
        AdmissionRequired = true,
        PenaltyFreeMonths = 12,
        ValidFrom = new DateOnly(2026, 1, 1),
        ValidTo = new DateOnly(2026, 12, 31),
        Quota = new Cny(2_000_000_000m),
    };

    public static MarketPolicy Policy() => MarketPolicy.First(new DateOnly(2025, 1, 1));

    public static CalendarDay Holiday(int year, int month, int day) => new(new DateOnly(year, month, day), CalendarDayKind.Holiday, "节", "notice");
}
