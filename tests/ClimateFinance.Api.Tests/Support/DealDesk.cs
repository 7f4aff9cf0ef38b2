
namespace ClimateFinance.Api.Tests.Support;

/// <summary>One deal with both its parties at hand.</summary>
public sealed class DealDesk(MarketApp app, MarketClient bank, MarketClient enterprise, Guid product, Guid need, Guid deal)
{
    public MarketClient Bank => bank;

    public MarketClient Enterprise => enterprise;

    public Guid Product => product;

    public Guid Need => need;

    public Guid Id => deal;

    public string Path => $"deals/{deal}";

    /// <summary>Line, term and rate on the wire.</summary>
    public static object Credit(decimal lineCny = 40_000_000m, int termMonths = 60, int spreadBp = -20) =>
        new { lineCny, termMonths, rate = new { benchmark = "lpr5y", spreadBp } };

    public object Offer(decimal lineCny = 40_000_000m, int termMonths = 60, int spreadBp = -20, int validDays = 30) => new
    {
        credit = Credit(lineCny, termMonths, spreadBp),
        repayment = "equalPrincipal",
        collateral = new[] { "equipment" },
        feesCny = 0m,
        validUntil = app.Today.AddDays(validDays),
    };

    /// <summary>A new officer of the bank.</summary>
    public async Task<Guid> OfficerAsync() =>
        (await bank.PostAsync($"banks/{bank.Organisation}/officers", new { name = "王某", position = "客户经理" })).Expect(201).Id("personId");

    public Task<ApiAnswer> ByBankAsync(string move, object? body = null) => bank.MoveAsync(Path, move, body);

    public Task<ApiAnswer> ByEnterpriseAsync(string move, object? body = null) => enterprise.MoveAsync(Path, move, body);

    /// <summary>Takes the deal on to a stage by the shortest way.</summary>
    /// <param name="from">The stage it has reached already.</param>
    public async Task<DealDesk> ToAsync(string stage, decimal lineCny = 40_000_000m, string from = "opened")
    {
        var steps = new (string Stage, Func<Task> Move)[]
        {
            ("contacted", async () => (await ByBankAsync("contact", new { officerId = await OfficerAsync(), visitedOn = app.Today, record = "走访" })).Expect(200)),
            ("dueDiligence", async () => (await ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).Expect(200)),
            ("offered", async () => (await ByBankAsync("offers", Offer(lineCny))).Expect(200)),
            ("agreed", async () => (await ByEnterpriseAsync("offers/1/acceptance")).Expect(200)),
            ("approved", async () => (await ByBankAsync("approval", new { granted = Credit(lineCny), approvalNumber = "SP-1" })).Expect(200)),
            ("signed", async () =>
            {
                (await ByBankAsync("signature", new { credit = Credit(lineCny), contractNumber = "HT-1" })).Expect(200);
                (await ByEnterpriseAsync("signature", new { credit = Credit(lineCny), contractNumber = "HT-1" })).Expect(200);
            }),
            ("drawing", async () => (await ByBankAsync("drawdowns", new { amountCny = 10_000_000m, on = app.Today, voucher = "FK-1" })).Expect(200)),
        };
        foreach (var (reached, move) in steps.Skip(1 + Array.FindIndex(steps, step => step.Stage == from)))
        {
            await move();
            if (reached == stage) return this;
        }

        throw new ArgumentException($"No way to {stage}.", nameof(stage));
    }
}
