using System.Globalization;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Features.Projects;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Drills;

/// <summary>The parties of a drill's market, and what they send: enterprises, banks with quotas that are soon used up, one bureau.</summary>
internal sealed class Town(Courier courier)
{
    private static readonly DateOnly Today = ShanghaiTime.DateOf(DateTimeOffset.UtcNow);

    private readonly List<Caller> enterprises = [];
    private readonly List<(Caller Bank, Guid Officer)> banks = [];
    private static int serial;

    public Courier Courier => courier;

    public IReadOnlyList<Caller> Enterprises => enterprises;

    public IReadOnlyList<(Caller Bank, Guid Officer)> Banks => banks;

    public Caller Bureau { get; } = new("drill-bureau", Role.Bureau, null, RegionCode.Hydrate("130400"));

    /// <summary>Registers and verifies the parties; each bank publishes a product, each enterprise a need.</summary>
    public async Task SettleAsync(int enterprises, int banks, CancellationToken cancellation)
    {
        for (var i = 0; i < banks; i++)
        {
            var bank = new Caller($"drill-officer-{i}", Role.Bank, Guid.CreateVersion7(), null);
            var profile = new { name = $"演练银行 {i}", uscc = NewUscc(), region = "130400", group = "city" };
            await DoneAsync(bank, "banks", new { profile }, cancellation);
            await MovedAsync(Bureau, $"banks/{bank.Organisation}", "verification", new { verified = true }, cancellation);
            var officer = await DoneAsync(bank, $"banks/{bank.Organisation}/officers", new { name = $"演练 {Interlocked.Increment(ref serial)}", position = "客户经理" }, cancellation);
            this.banks.Add((bank, Member(officer, "personId")));
            var product = Member(await DoneAsync(bank, "products", ProductSheet(), cancellation), "productId");
            await MovedAsync(bank, $"products/{product}", "publication", null, cancellation);
        }

        for (var i = 0; i < enterprises; i++)
        {
            var enterprise = new Caller($"drill-finance-{i}", Role.Enterprise, Guid.CreateVersion7(), null);
            var profile = EnterpriseProfileBody.Example with { Name = $"演练钢企 {i}", Uscc = NewUscc(), Region = "130481", Industry = "C3120" };
            await DoneAsync(enterprise, "enterprises", Node(new { profile }), cancellation);
            await MovedAsync(Bureau, $"enterprises/{enterprise.Organisation}", "verification", new { verified = true }, cancellation);
            var grade = new { grade = "b", gradedOn = Today.AddDays(-30), documentNumber = $"DRILL-{i}" };
            await MovedAsync(Bureau, $"enterprises/{enterprise.Organisation}", "grades", grade, cancellation);
            var need = Member(await DoneAsync(enterprise, "needs", NeedSheet("演练"), cancellation), "needId");
            await MovedAsync(enterprise, $"needs/{need}", "publication", null, cancellation);
            this.enterprises.Add(enterprise);
        }
    }

    /// <summary>A product whose quota three offers use up.</summary>
    public JsonObject ProductSheet() => Node(new
    {
        terms = ProductTermsBody.Example with
        {
            Name = $"演练贷 {Interlocked.Increment(ref serial)}",
            AmountMinCny = 1_000_000m,
            AmountMaxCny = 100_000_000m,
            TermMinMonths = 12,
            TermMaxMonths = 120,
            Purposes = [],
            Regions = ["130000"],
            Industries = [],
            Technologies = [],
            AdmissionRequired = false,
            ValidFrom = Today.AddDays(-1),
            ValidTo = Today.AddDays(365),
            QuotaCny = 120_000_000m,
            MaxLoanToInvestmentPercent = null,
            LowestGrade = null,
            PenaltyFreeMonths = 0,
        },
    });

    /// <summary>A need of working capital.</summary>
    public static JsonObject NeedSheet(string description) => Node(new
    {
        sheet = NeedSheetBody.Example with
        {
            Purpose = FinancingPurpose.WorkingCapital,
            ProjectId = null,
            AmountCny = 60_000_000m,
            AmountLeastCny = 20_000_000m,
            WantedOn = Today.AddDays(90),
            Description = description,
        },
    });

    /// <summary>A project's draft.</summary>
    public JsonObject ProjectSheet(string title) => Node(new
    {
        sheet = ProjectSheetBody.Example with { Title = title, FilingNumber = $"DRILL-{Interlocked.Increment(ref serial)}", PlannedStart = Today.AddDays(60) },
    });

    /// <summary>Line, term and rate of an offer, valid for a month.</summary>
    public static object Offer(decimal lineCny, int spreadBp) => new
    {
        credit = new { lineCny, termMonths = 60, rate = new { benchmark = "lpr5y", spreadBp } },
        repayment = "equalPrincipal",
        collateral = new[] { "equipment" },
        feesCny = 0m,
        validUntil = Today.AddDays(30),
    };

    public static string Date => Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<Errand> DoneAsync(Caller caller, string path, object? body, CancellationToken cancellation, string? ifMatch = null)
    {
        var errand = await courier.PostAsync(caller, path, body, ifMatch, patient: true, cancellation);
        return errand.Fate == Fate.Acknowledged ? errand : throw new DrillException($"The town could not be settled: {errand}: {errand.Text}");
    }

    private async Task MovedAsync(Caller caller, string resource, string move, object? body, CancellationToken cancellation)
    {
        var seen = await courier.GetAsync(caller, resource, cancellation) ?? throw new DrillException($"{resource} cannot be read.");
        await DoneAsync(caller, $"{resource}/{move}", body, cancellation, seen.ETag);
    }

    private string NewUscc()
    {
        var body = "91130481MA" + Interlocked.Increment(ref serial).ToString("D7", CultureInfo.InvariantCulture);
        return body + Uscc.CheckCharacter(body);
    }

    private static Guid Member(Errand errand, string name) => Guid.Parse(JsonNode.Parse(errand.Text!)![name]!.GetValue<string>());

    private static JsonObject Node<T>(T body) => System.Text.Json.JsonSerializer.SerializeToNode(body, ApiJson.Options)!.AsObject();
}
