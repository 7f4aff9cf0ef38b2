using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>
/// A market in which something of every kind exists, one's own and another's, with every kind of caller that the matrix has a column for.
/// The rival's offer carries figures and words that occur nowhere else (<see cref="Markers"/>).
/// </summary>
public sealed class AccessMarket : IAsyncLifetime
{
    /// <summary>What only the rival's deal holds: line, spread, fee, conditions, note, number of the approval, what is left of the rival's quota, and a document.</summary>
    public static readonly string[] Markers = ["23456789", "-173", "98765", "竞争方机密条件", "竞争方内部备注", "RIVAL-SP-77", "476543211", "竞争方机密材料"];

    private readonly Dictionary<string, (string Parameter, string Value)> subjects = new(StringComparer.Ordinal);

    private readonly TestPostgres postgres;

    public AccessMarket(TestPostgres postgres)
        : this(postgres, new MarketApp(postgres))
    {
    }

    private AccessMarket(TestPostgres postgres, MarketApp app) => (this.postgres, App) = (postgres, app);

    public MarketApp App { get; }

    public Dictionary<string, MarketClient> Callers { get; } = new(StringComparer.Ordinal);

    /// <summary>The deal in hand, as far as a first drawdown that waits for its answer.</summary>
    public DealDesk Deal { get; private set; } = null!;

    /// <summary>The rival's deal on the same need, with its offer on the table.</summary>
    public DealDesk RivalDeal { get; private set; } = null!;

    /// <summary>The other enterprise's deal with the rival.</summary>
    public DealDesk OtherDeal { get; private set; } = null!;

    public Guid RivalProduct => RivalDeal.Product;

    public Guid StrangerProduct { get; private set; }

    public Guid RivalDocument { get; private set; }

    public MarketClient this[string caller] => Callers[caller];

    public (string Parameter, string Value) Subject(string name) => subjects[name];

    public Guid Id(string subject) => Guid.Parse(subjects[subject].Value);

    /// <summary>What fills a placeholder of an address when the line's subject does not.</summary>
    public string Default(string parameter) => subjects.Values.First(s => s.Parameter == parameter).Value;

    public async ValueTask InitializeAsync()
    {
        // The examples of the contract name days of this winter.
        App.Clock.SetTo(new DateTimeOffset(2026, 12, 10, 2, 0, 0, TimeSpan.Zero));
        await App.InitializeAsync();
        var scenario = new Scenario(App);
        await MakePartiesAsync(scenario);
        await MakeDealsAsync(scenario);
        await MakeMeetingAsync();
        await MakeTheRestAsync();
        await SettledAsync();
        subjects["size"] = ("size", (await this["operator"].GetAsync("evidence/checkpoint")).Expect(200).Num("checkpoint.size").ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Speaks to another application on the same market, with the same callers.</summary>
    internal AccessMarket On(MarketApp other)
    {
        var elsewhere = new AccessMarket(postgres, other) { Deal = Deal, RivalDeal = RivalDeal, OtherDeal = OtherDeal, StrangerProduct = StrangerProduct, RivalDocument = RivalDocument };
        foreach (var (name, client) in Callers) elsewhere.Callers[name] = client.Caller is { } caller ? other.As(caller) : other.Anonymous();
        foreach (var (name, subject) in subjects) elsewhere.subjects[name] = subject;
        return elsewhere;
    }

    /// <summary>Waits until everything that follows from what was done has been done, the evidence included.</summary>
    public async Task SettledAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await App.Services.GetRequiredService<SubscriptionRunner>().DrainedAsync(TimeProvider.System, patience.Token);
    }

    private async Task MakePartiesAsync(Scenario scenario)
    {
        Callers["anonymous"] = App.Anonymous();
        Callers["enterprise"] = await scenario.EnterpriseAsync();
        Callers["otherEnterprise"] = await scenario.EnterpriseAsync();
        Callers["newEnterprise"] = App.AsEnterprise(Guid.CreateVersion7());
        Callers["bank"] = await scenario.BankAsync();
        Callers["rival"] = await scenario.BankAsync();
        Callers["stranger"] = await scenario.BankAsync();
        Callers["newBank"] = App.AsBank(Guid.CreateVersion7());
        Callers["bureau"] = App.AsBureau();
        Callers["province"] = App.AsBureau("130000");
        Callers["awayBureau"] = App.AsBureau("130100");
        Callers["operator"] = App.AsOperator();
        Name("enterprise", "enterpriseId", this["enterprise"].Organisation);
        Name("bank", "bankId", this["bank"].Organisation);
    }

    private async Task MakeDealsAsync(Scenario scenario)
    {
        var (enterprise, bank, rival, other) = (this["enterprise"], this["bank"], this["rival"], this["otherEnterprise"]);
        StrangerProduct = await scenario.ProductAsync(this["stranger"], terms => terms["regions"] = new JsonArray("130100"));
        var project = await scenario.ProjectAsync(enterprise);
        var need = await scenario.NeedAsync(enterprise, project);
        Deal = await scenario.DealAsync(bank, enterprise: enterprise, need: need);
        RivalDeal = await scenario.DealAsync(rival, enterprise: enterprise, need: need);
        OtherDeal = await scenario.DealAsync(rival, RivalDeal.Product, other);

        await Deal.ToAsync("contacted");
        (await Deal.ByBankAsync("documents", new { kinds = new[] { "financialStatements" } })).Expect(200);
        var papers = new[] { new { kind = "financialStatements", name = "审计报告.pdf", sha256 = new string('b', 64) } };
        (await Deal.ByEnterpriseAsync("documents/1/provision", new { documents = papers })).Expect(200);
        Name("document", "documentId", (await enterprise.FileAsync(Deal.Path, Papers.PdfOf("审计报告"))).Expect(201).Id("documentId"));
        await Deal.ToAsync("dueDiligence", from: "contacted");
        (await Deal.ByBankAsync("offers", Linked(Deal.Offer(30_000_000m)))).Expect(200);
        await Deal.ToAsync("drawing", 30_000_000m, from: "offered");
        await MakeRivalOfferAsync();

        Name("deal", "dealId", Deal.Id);
        Name("project", "projectId", project);
        Name("need", "needId", need);
        Name("product", "productId", Deal.Product);
        Name("draftProduct", "productId", await scenario.ProductAsync(bank, published: false));
        Name("draftProject", "projectId", await scenario.ProjectAsync(enterprise, admitted: false));
        Name("draftNeed", "needId", await scenario.NeedAsync(enterprise, project, sheet => (sheet["amountCny"], sheet["amountLeastCny"]) = (5_000_000m, 5_000_000m), published: false));

        var second = await scenario.NeedAsync(enterprise, project, sheet => (sheet["amountCny"], sheet["amountLeastCny"]) = (40_000_000m, 10_000_000m));
        var third = await scenario.NeedAsync(enterprise, project, sheet => (sheet["amountCny"], sheet["amountLeastCny"]) = (10_000_000m, 5_000_000m));
        var offered = await scenario.DealAsync(bank, Deal.Product, enterprise, third);
        await offered.ToAsync("offered", 8_000_000m);
        Name("offeredDeal", "dealId", offered.Id);
        Name("pairing", "pairingId", await scenario.ProposedAsync(bank, second, Deal.Product));
    }

    private async Task MakeRivalOfferAsync()
    {
        await RivalDeal.ToAsync("dueDiligence");
        var offer = new
        {
            credit = new { lineCny = 23_456_789m, termMonths = 73, rate = new { benchmark = "lpr5y", spreadBp = -173 } },
            repayment = "equalPrincipal",
            collateral = new[] { "equipment" },
            feesCny = 98_765m,
            validUntil = App.Today.AddDays(60),
            conditions = Markers[3],
        };
        (await RivalDeal.ByBankAsync("offers", offer)).Expect(200);
        (await RivalDeal.ByEnterpriseAsync("offers/1/acceptance")).Expect(200);
        (await RivalDeal.ByBankAsync("approval", new { granted = offer.credit, approvalNumber = Markers[5] })).Expect(200);
        (await RivalDeal.ByBankAsync("notes", new { words = Markers[4] })).Expect(200);
        RivalDocument = (await RivalDeal.Enterprise.FileAsync(RivalDeal.Path, Papers.PdfOf(Markers[7]), name: $"{Markers[7]}.pdf")).Expect(201).Id("documentId");
    }

    /// <summary>An offer whose rate follows the tonnes, so that it has a step to show.</summary>
    private static JsonObject Linked(object offer)
    {
        var node = System.Text.Json.JsonSerializer.SerializeToNode(offer)!.AsObject();
        node["link"] = JsonNode.Parse("""{ "targetTco2e": 1000, "from": "2027-01-01", "testedOn": "2028-01-01", "metStepBp": -10, "missedStepBp": 10 }""");
        return node;
    }

    private async Task MakeMeetingAsync()
    {
        var bureau = this["bureau"];
        var plan = new { title = "对接会", on = App.Today, place = "邯郸", region = "130400", organisers = new[] { "局" }, supporters = Array.Empty<string>(), illustrative = true };
        var meeting = (await bureau.PostAsync("meetings", plan)).Expect(201).Id("meetingId");
        var path = $"meetings/{meeting}";
        (await bureau.MoveAsync(path, "invitations", new { side = "bank", organisationId = this["bank"].Organisation })).Expect(200);
        (await bureau.MoveAsync(path, "holding", new { heldOn = App.Today })).Expect(200);
        (await bureau.MoveAsync(path, "attendance", new { side = "bank", organisationId = this["bank"].Organisation, topics = new[] { "绿色信贷" } })).Expect(200);
        (await bureau.PostAsync($"{path}/carbon-account")).Expect(201);
        var stated = new { value = 0.00003m, unit = "pkm", source = "made for a test", quality = "memory", uncertaintyPercent = 30m };
        (await bureau.MoveAsync($"{path}/carbon-account", "activities", new { phase = "holding", source = "transport", words = "高铁", quantity = 10_000m, unit = "pkm", basis = "estimated", factor = stated })).Expect(200);
        foreach (var open in (await bureau.GetAsync($"{path}/carbon-account")).Expect(200).Json["openSources"]!.AsArray())
            (await bureau.MoveAsync($"{path}/carbon-account", "exclusions", new { phase = open!["phase"]!.GetValue<string>(), source = open["source"]!.GetValue<string>(), reason = "无此活动" })).Expect(200);
        (await bureau.MoveAsync($"{path}/carbon-account", "closure")).Expect(200);
        Name("meeting", "meetingId", meeting);
    }

    private async Task MakeTheRestAsync()
    {
        var (bureau, admin) = (this["bureau"], this["operator"]);
        Name("contact", "personId", (await this["enterprise"].PostAsync($"enterprises/{this["enterprise"].Organisation}/contacts", new { name = "李某", position = "财务部部长" })).Expect(201).Id("personId"));
        Name("officer", "personId", (await this["bank"].PostAsync($"banks/{this["bank"].Organisation}/officers", new { name = "王某", position = "客户经理" })).Expect(201).Id("personId"));
        Name("round", "roundId", (await bureau.PostAsync("matching/rounds", new { terms = new { region = "130400", mode = "exact", quotaPercent = 100, casesPerOfficer = 10 } })).Expect(201).Id("roundId"));
        var account = new { userName = "a.user", displayName = "某用户", role = "bank", password = "correct horse battery staple", organisationId = this["bank"].Organisation };
        Name("user", "userId", (await admin.PostAsync("identity/users", account)).Expect(201).Id("userId"));

        var invited = new { userName = "an.invited", displayName = "受邀人", role = "enterprise", organisationId = this["enterprise"].Organisation };
        Name("invitation", "invitationId", (await bureau.PostAsync("identity/invitations", invited)).Expect(201).Id("invitationId"));
        var client = (await this["bank"].PostAsync("identity/clients", new { name = "信贷系统", scopes = new[] { "read" } })).Expect(201);
        Name("client", "clientId", client.Id("clientId"));
        Name("secret", "secretId", client.Id("secretId"));
        Name("session", "sessionId", Guid.CreateVersion7());

        subjects["parked"] = ("parkedEventId", "9999");
        Name("rebuild", "rebuildId", (await this["operator"].PostAsync("operations/rebuilds", new { projection = "rounds" })).Expect(202).Id("rebuildId"));
        (subjects["number"], subjects["year"], subjects["quarter"]) = (("number", "1"), ("year", "2026"), ("quarter", "4"));
        (subjects["period"], subjects["sequence"]) = (("period", "2026-12"), ("sequence", "1"));
    }

    private void Name(string subject, string parameter, Guid id) => subjects[subject] = (parameter, id.ToString());
}
