using System.Globalization;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Features.Projects;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Support;

/// <summary>Brings a market to where a test begins, by the commands that users send. Each call makes new parties, so that tests share an application.</summary>
public sealed class Scenario(MarketApp app)
{
    private static int serial;

    /// <summary>A unified social credit code nobody has yet.</summary>
    public static string NewUscc()
    {
        var body = "91130481MA" + Interlocked.Increment(ref serial).ToString("D7", CultureInfo.InvariantCulture);
        return body + Uscc.CheckCharacter(body);
    }

    public async Task<MarketClient> EnterpriseAsync(bool verified = true, string region = "130481", string industry = "C3120", string? grade = "b")
    {
        var enterprise = app.AsEnterprise(Guid.CreateVersion7());
        var profile = EnterpriseProfileBody.Example with { Name = $"钢企 {serial}", Uscc = NewUscc(), Region = region, Industry = industry };
        var registered = await enterprise.PostAsync("enterprises", new { profile });
        registered.Expect(201);
        var path = $"enterprises/{enterprise.Organisation}";
        if (verified) (await app.AsBureau().MoveAsync(path, "verification", new { verified = true })).Expect(200);
        if (grade is not null)
            (await app.AsBureau().MoveAsync(path, "grades", new { grade, gradedOn = app.Today.AddDays(-30), documentNumber = $"G-{serial}" })).Expect(200);
        return enterprise;
    }

    public async Task<MarketClient> BankAsync(bool verified = true)
    {
        var bank = app.AsBank(Guid.CreateVersion7());
        var profile = new { name = $"银行 {serial}", uscc = NewUscc(), region = "130400", group = "city" };
        (await bank.PostAsync("banks", new { profile })).Expect(201);
        if (verified) (await app.AsBureau().MoveAsync($"banks/{bank.Organisation}", "verification", new { verified = true })).Expect(200);
        return bank;
    }

    /// <summary>Terms of a product that fits <see cref="NeedSheet"/>; valid today.</summary>
    public JsonObject ProductTerms(Action<JsonObject>? change = null) => Node(
        ProductTermsBody.Example with
        {
            Regions = ["130000"],
            Technologies = [],
            LowestGrade = null,
            PenaltyFreeMonths = 0,
            AmountMinCny = 1_000_000m,
            ValidFrom = app.Today.AddDays(-1),
            ValidTo = app.Today.AddDays(365),
            QuotaCny = 500_000_000m,
            MaxLoanToInvestmentPercent = null,
            TermMinMonths = 12,
            TermMaxMonths = 120,
        },
        change);

    public async Task<Guid> ProductAsync(MarketClient bank, Action<JsonObject>? change = null, bool published = true)
    {
        var drafted = await bank.PostAsync("products", new { terms = ProductTerms(change) });
        var id = drafted.Expect(201).Id("productId");
        if (published) (await bank.MoveAsync($"products/{id}", "publication")).Expect(200);
        return id;
    }

    public JsonObject ProjectSheet(Action<JsonObject>? change = null) => Node(
        ProjectSheetBody.Example with
        {
            FilingNumber = $"T-{Interlocked.Increment(ref serial)}",
            TotalInvestmentCny = 200_000_000m,
            OwnCapitalCny = 80_000_000m,
            PlannedStart = app.Today.AddDays(60),
        },
        change);

    public async Task<Guid> ProjectAsync(MarketClient enterprise, Action<JsonObject>? change = null, bool admitted = true)
    {
        var drafted = await enterprise.PostAsync("projects", new { sheet = ProjectSheet(change) });
        var id = drafted.Expect(201).Id("projectId");
        if (!admitted) return id;
        (await enterprise.MoveAsync($"projects/{id}", "submission")).Expect(200);
        (await app.AsBureau().MoveAsync($"projects/{id}", "admission", new { admitted = true })).Expect(200);
        return id;
    }

    public JsonObject NeedSheet(Guid? project, Action<JsonObject>? change = null) => Node(
        NeedSheetBody.Example with
        {
            ProjectId = project,
            Purpose = project is null ? FinancingPurpose.WorkingCapital : FinancingPurpose.Project,
            AmountCny = 60_000_000m,
            AmountLeastCny = 20_000_000m,
            WantedOn = app.Today.AddDays(90),
        },
        change);

    public async Task<Guid> NeedAsync(MarketClient enterprise, Guid? project, Action<JsonObject>? change = null, bool published = true)
    {
        var drafted = await enterprise.PostAsync("needs", new { sheet = NeedSheet(project, change) });
        var id = drafted.Expect(201).Id("needId");
        if (published) (await enterprise.MoveAsync($"needs/{id}", "publication")).Expect(200);
        return id;
    }

    /// <summary>Waits for the engine's proposal of this pair, as its bank sees it.</summary>
    public async Task<Guid> ProposedAsync(MarketClient bank, Guid need, Guid product)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            var found = await bank.GetAsync($"pairings?needId={need}&productId={product}");
            if (found.Expect(200).Count() > 0) return found.Id("items.0.pairingId");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("The engine proposed nothing within ten seconds.");
    }

    /// <summary>A deal that just opened, between new parties unless some are given.</summary>
    public async Task<DealDesk> DealAsync(MarketClient? bank = null, Guid? product = null, MarketClient? enterprise = null, Guid? need = null)
    {
        bank ??= await BankAsync();
        product ??= await ProductAsync(bank);
        enterprise ??= await EnterpriseAsync();
        need ??= await NeedAsync(enterprise, await ProjectAsync(enterprise));
        var pairing = await ProposedAsync(bank, need.Value, product.Value);
        (await bank.MoveAsync($"pairings/{pairing}", "interest")).Expect(200);
        var mutual = await enterprise.MoveAsync($"pairings/{pairing}", "interest");
        return new DealDesk(app, bank, enterprise, product.Value, need.Value, mutual.Expect(200).Id("dealId"));
    }

    private static JsonObject Node<T>(T body, Action<JsonObject>? change)
    {
        var node = System.Text.Json.JsonSerializer.SerializeToNode(body, ApiJson.Options)!.AsObject();
        change?.Invoke(node);
        return node;
    }
}
