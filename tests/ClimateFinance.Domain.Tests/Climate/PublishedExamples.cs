using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

/// <summary>
/// Calculations that others published, worked out anew by this code to the digit that they print. Each names where it stands, what it takes as
/// input and what is the published result. Where the original could not be opened itself, the words say through what it was read.
/// </summary>
public sealed class PublishedExamples
{
    /// <summary>
    /// U.S. EPA, Greenhouse Gases Equivalencies Calculator – Calculations and References (2021 edition, data of 2018 and 2019),
    /// https://www.epa.gov/energy/greenhouse-gases-equivalencies-calculator-calculations-and-references; read through open calculators that quote it.
    /// Inputs: 0.1 mmBtu a therm, 14.43 kg C per mmBtu, all of it oxidised. Published: 0.0053 t CO2 a therm, written out 0.005291.
    /// </summary>
    [Fact]
    public void A_therm_of_natural_gas_by_the_EPA()
    {
        var gas = new FuelComposition(0.1m, 14.43m / 1_000m, 1m);
        Assert.Equal(0.0053m, gas.Tco2PerUnit);
        Assert.Equal(5_291m, Count(1_000_000m, Exactly(gas, "therm")));
    }

    /// <summary>
    /// The same page. Inputs: 20.85 mmBtu a tonne of coal (2018), 26.09 kg C per mmBtu, 2 204.6 pounds a tonne. Published: 9.05 × 10⁻⁴ t CO2 a pound.
    /// </summary>
    [Fact]
    public void A_pound_of_coal_by_the_EPA()
    {
        var coal = new FuelComposition(20.85m, 26.09m / 1_000m, 1m);
        Assert.Equal(9.05m, decimal.Round(Count(100_000_000m, Exactly(coal, "t")) / 2_204.6m / 10_000m, 2));
    }

    /// <summary>
    /// A monthly evidence sheet of a steel works under the national ETS method (CETS-AG-03.01), June 2026, as carried by a public source file (the one
    /// that the seeds' factors EF-S-… were read from). Inputs: quantity, net calorific value, carbon content; oxidation 100 %.
    /// Published: each fuel's tonnes to 0.01 t and their sum, 1 229 176.10 t.
    /// </summary>
    [Fact]
    public void The_fuels_of_a_steel_works()
    {
        (string Id, decimal Quantity, decimal Published)[] fuels =
        [
            ("EF-S-ANTH", 2_317.68m, 5_845.97m), ("EF-S-BITUM", 120_188.43m, 273_849.07m), ("EF-S-WASHED", 300_810.90m, 738_331.47m),
            ("EF-S-COKE", 66_522.44m, 204_049.48m), ("EF-S-COG", 920.50m, 7_100.11m),
        ];
        foreach (var (id, quantity, published) in fuels)
        {
            var row = Factor(id);
            Assert.Equal(published, Cents(Count(quantity, Exactly(row.Composition!, row.Unit))));

            // The factor that is published has four decimals: it moves a tonnage by less than half its last digit.
            Assert.True(Math.Abs(Count(quantity, row) - published) <= (quantity * 0.00005m) + 0.01m, id);
        }

        Assert.Equal(1_229_176.10m, fuels.Sum(f => f.Published));
    }

    /// <summary>The same sheet. Inputs: quantities; the factors are the seeds' rows. Published: each line to 0.01 t, their sum 32 394.60 t.</summary>
    [Fact]
    public void The_process_emissions_of_a_steel_works()
    {
        (string Id, decimal Quantity, decimal Published)[] lines =
        [
            ("EF-P-HCFECR", 312.00m, 108.58m), ("EF-P-FEMNHC", 1_301.32m, 357.86m), ("EF-P-SIMN", 6_181.94m, 568.74m), ("EF-P-FESI", 1_798.22m, 12.59m),
            ("EF-P-FEMO", 20.54m, 0.37m), ("EF-P-SCRAP", 55_461.56m, 2_052.08m), ("EF-P-PIG", 9_867.76m, 1_697.25m), ("EF-P-ELECTRODE", 371.22m, 1_359.78m),
            ("EF-P-DOLO", 53_361.58m, 25_400.11m), ("EF-P-LIME", 1_891.38m, 832.21m),
        ];
        Assert.All(lines, line => Assert.Equal(line.Published, Cents(Count(line.Quantity, Factor(line.Id)))));

        // Micro-carbon ferromanganese 微碳锰铁, which the seeds have no row of, by the factor that the sheet prints.
        var ferromanganese = Cents(Count(1_256.54m, Stated(0.004m)));
        Assert.Equal(5.03m, ferromanganese);
        Assert.Equal(32_394.60m, lines.Sum(line => line.Published) + ferromanganese);
    }

    /// <summary>
    /// The same sheet: what leaves in products is taken off, then the whole works over its steel. Inputs: quantities, and the sums above.
    /// Published: 22 025.32, 6 352.14 and 19 135.75 t, in all 47 513.21; the works 1 214 057.49 t; 2.0395 t a tonne of crude steel.
    /// </summary>
    [Fact]
    public void A_steel_works_as_a_whole_and_a_tonne_of_its_steel()
    {
        var works = ReductionEstimate.Of(
            [
                new("EF-P-OUT-STEEL", 595_279.00m, "t", ReductionPart.Project), new("EF-P-OUT-BENZENE", 1_878.22m, "t", ReductionPart.Project),
                new("EF-P-OUT-TAROUT", 7_089.94m, "t", ReductionPart.Project), new(FuelsOfJune.Id, 1_229_176.10m, "t", ReductionPart.Baseline),
                new(FuelsOfJune.Id, 32_394.60m, "t", ReductionPart.Baseline),
            ],
            [.. SeedFiles.Factors, FuelsOfJune], Wuan, Today).Value;
        Assert.Equal([22_025.32m, 6_352.14m, 19_135.75m], works.Lines.Take(3).Select(line => Cents(-line.Tco2ePerYear)));
        Assert.Equal((47_513.21m, 1_214_057.49m), (Cents(works.Of(ReductionPart.Project)), Cents(works.TotalTco2ePerYear)));

        var june = new EnterpriseYear(2026, 595_279.00m, null, 1_214_057.49m, 0m, true, null, null, null, null, null);
        Assert.Equal(2.0395m, june.Intensity());
    }

    /// <summary>
    /// IPCC 2006 Guidelines, volume 3, chapter 2 (mineral industry): equation 2.4 and the text on page 2.12; read through an open transcription.
    /// Inputs: 0.785 t CO2 per t CaO, the clinker's CaO, the kiln dust 1.02. Published: 0.47, 0.51 and 0.53 t a tonne of clinker at 60, 65 and 67 % CaO; 0.52
    /// with kiln dust.
    /// </summary>
    [Theory]
    [InlineData("0.60", "1", "0.47")]
    [InlineData("0.65", "1", "0.51")]
    [InlineData("0.67", "1", "0.53")]
    [InlineData("0.65", "1.02", "0.52")]
    public void A_tonne_of_clinker_by_the_IPCC(string lime, string dust, string published) =>
        Assert.Equal(Number(published), decimal.Round(Count(1_000m, Stated(0.785m * Number(lime) * Number(dust))) / 1_000m, 2, MidpointRounding.AwayFromZero));

    /// <summary>
    /// The same chapter, table 2.4 (lime). Inputs: stoichiometric ratio 0.785, CaO content 95 and 75 %. Published: high-calcium lime 0.75, hydraulic lime 0.59.
    /// </summary>
    [Theory]
    [InlineData("0.95", "0.75")]
    [InlineData("0.75", "0.59")]
    public void A_tonne_of_lime_by_the_IPCC(string content, string published) =>
        Assert.Equal(Number(published), decimal.Round(Count(1_000m, Stated(0.785m * Number(content))) / 1_000m, 2, MidpointRounding.AwayFromZero));

    /// <summary>
    /// The same volume, chapter 4 (metal industry), table 4.1. Inputs: 65 % BOF at 1.46, 30 % EAF at 0.08, 5 % open hearth at 1.72. Published: 1.06 t CO2 a tonne
    /// of steel, the world's average.
    /// </summary>
    [Fact]
    public void A_tonne_of_steel_of_the_world_by_the_IPCC() => Assert.Equal(
        1.06m, decimal.Round((Count(650m, Stated(1.46m)) + Count(300m, Stated(0.08m)) + Count(50m, Stated(1.72m))) / 1_000m, 2, MidpointRounding.AwayFromZero));

    /// <summary>
    /// PCAF (2025), The Global GHG Accounting and Reporting Standard, part A, Financed Emissions, third edition, tables 5.2-2 and 5.2-3 (p. 63); read through
    /// tests of two open implementations. Inputs: attribution 10, 25 and 20 %, each company's scope 1 and 2. Published: 6 100 t of scope 1, 1 260 t of scope 2.
    /// </summary>
    [Fact]
    public void Three_business_loans_by_PCAF()
    {
        FinancedEmissions[] loans = [Of(10m, 1_000m, 100m), Of(25m, 20_000m, 5_000m), Of(20m, 5_000m, 0m)];
        Assert.Equal((6_100m, 1_260m), (loans.Sum(l => l.Scope1Tco2e), loans.Sum(l => l.Scope2Tco2e)));
        Assert.Equal([10m, 25m, 20m], loans.Select(l => l.AttributionPercent!.Value));

        static FinancedEmissions Of(decimal outstanding, decimal scope1, decimal scope2) =>
            FinancedEmissions.OfBusinessLoan(outstanding, new EnterpriseYear(2024, null, null, scope1, scope2, null, null, null, 60m, 40m, null));
    }

    /// <summary>
    /// Loan D011 of published-deals.json: news of the central bank's branch in Zhongshan, 2025, read on a mirror. Inputs: 2 064 t of diesel saved a year; the row
    /// EF-G-DIESEL (42.652 GJ/t × 0.0202 tC/GJ × 98 % × 44/12). Published: 6 400 t a year, two digits of which are more than noughts.
    /// </summary>
    [Fact]
    public void Mixer_lorries_that_burn_no_diesel()
    {
        var (saved, published) = ((decimal)SeedFiles.PublishedDeal("D011")["otherKpi"]!["dieselSavedT"]!, (decimal)SeedFiles.PublishedDeal("D011")["annualReductionT"]!);
        var tonnes = Count(saved, Factor("EF-G-DIESEL"));
        Assert.Equal((6_389.9376m, 6_400m), (tonnes, published));
        Assert.Equal(published, decimal.Round(tonnes / 100m) * 100m);
    }

    /// <summary>
    /// Loans D022 (124 000 MWh, 122 760 t) and D028 (12 186.6 MWh, 9 919.89 t) of published-deals.json. Inputs: the generation. The factor is not named by what could
    /// be read; 0.99 and 0.814 t/MWh are the shortest figures that give the published tonnes to the digit, and no average of a regional grid is that high:
    /// which is why a published figure is never taken over without its method.
    /// </summary>
    [Theory]
    [InlineData("D022", "0.99", 0)]
    [InlineData("D028", "0.814", 2)]
    public void Photovoltaic_loans_by_the_factor_that_they_imply(string deal, string implied, int decimals)
    {
        var published = SeedFiles.PublishedDeal(deal);
        var tonnes = Count((decimal)published["generationMWhPerYear"]!, Stated(Number(implied)));
        Assert.Equal((decimal)published["annualReductionT"]!, decimal.Round(tonnes, decimals, MidpointRounding.AwayFromZero));
        Assert.True(Number(implied) > SeedFiles.Factors.Where(f => f.Kind is EmissionFactorKind.GridElectricity && f.Name.Contains("区域", StringComparison.Ordinal)).Max(f => f.Value));
    }

    /// <summary>
    /// Loan D002: People's Bank of China, Hebei branch, June 2025, the carbon-reduction tool in Hebei. Inputs: 19.87 million t a year, 80.5 thousand million yuan.
    /// The figure of the row DN-HEBEI, 2.468 t a year per 10 000 yuan, is what challenges are held against.
    /// </summary>
    [Fact]
    public void Tonnes_per_10_000_yuan_of_the_tool_in_Hebei()
    {
        var published = SeedFiles.PublishedDeal("D002");
        Assert.Equal(2.468m, Challenge.Density((decimal)published["annualReductionT"]!, new((decimal)published["drawnWan"]! * 10_000m)));
    }

    /// <summary>
    /// Loans D005, D025 and D027: what the tool lent for loans of so much principal, by the row CERF (60 %). Inputs: the principal. Published: 1.54 hundred million of
    /// 2.57; 76.68 million of 1.28 hundred million; 102.67 hundred million of 171.11. Each to the digits that its source prints.
    /// </summary>
    [Theory]
    [InlineData("D005", 100)]
    [InlineData("D027", 100)]
    public void What_the_tool_lends_of_the_principal(string deal, int roundedToWan)
    {
        var published = SeedFiles.PublishedDeal(deal);
        var funds = CarbonTool.FundsCny((decimal)published["drawnWan"]! * 10_000m, 0.6m) / 10_000m;
        Assert.Equal((decimal)published["otherKpi"]!["cerfFundsWan"]!, decimal.Round(funds / roundedToWan, 0, MidpointRounding.AwayFromZero) * roundedToWan);
    }

    /// <summary>D025 prints the funds finer than the principal: 7 668 of a principal that rounds to 12 800 (ten thousand yuan).</summary>
    [Fact]
    public void The_principal_that_the_tools_funds_were_worked_out_from()
    {
        var published = SeedFiles.PublishedDeal("D025");
        var (principal, funds) = ((decimal)published["drawnWan"]!, (decimal)published["otherKpi"]!["cerfFundsWan"]!);
        var exact = funds / 0.6m;
        Assert.Equal((12_800m, 7_668m, 12_780m), (principal, funds, exact));
        Assert.Equal(funds * 10_000m, CarbonTool.FundsCny(exact * 10_000m, 0.6m));
        Assert.Equal(principal, decimal.Round(exact / 100m) * 100m);
    }

    private static readonly EmissionFactor FuelsOfJune = Stated(1m);

    private static EmissionFactor Factor(string id) => SeedFiles.Factors.Single(f => f.Id == id);

    /// <summary>A factor with all its digits: four decimals are what a table prints, not what a works' report is worked out with.</summary>
    private static EmissionFactor Exactly(FuelComposition fuel, string unit) =>
        Coke with { Id = "EF-EXACT", Value = fuel.NetCalorificValue * fuel.CarbonContent * fuel.Oxidation * 44m / 12m, Unit = unit, Composition = fuel };

    private static EmissionFactor Stated(decimal value) => Coke with { Id = "EF-STATED", Kind = EmissionFactorKind.Process, Value = value, Composition = null };

    /// <summary>Counted a thousandfold: a line's own rounding to the kilogram is then finer than any digit that is published.</summary>
    private static decimal Count(decimal quantity, EmissionFactor factor) =>
        ReductionEstimate.Of([new(factor.Id, quantity * 1_000m, factor.Unit)], [factor], Wuan, Today).Value.TotalTco2ePerYear / 1_000m;

    private static decimal Cents(decimal tonnes) => decimal.Round(tonnes, 2, MidpointRounding.AwayFromZero);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
