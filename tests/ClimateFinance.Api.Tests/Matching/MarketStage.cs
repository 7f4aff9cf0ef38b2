using ClimateFinance.Api.Features.Banks;
using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Features.Projects;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using BankGroup = ClimateFinance.Domain.Parties.BankGroup;
using ProcessRoute = ClimateFinance.Domain.Parties.ProcessRoute;

namespace ClimateFinance.Api.Tests.Matching;

/// <summary>
/// Sets the scene over HTTP: verified enterprises and banks, admitted projects, products, needs. Everything lies in one city, and products serve
/// that city alone, so that several tests can share a market as long as each takes a city of its own.
/// </summary>
internal sealed class MarketStage(MarketApp app, string city)
{
    private static int made;

    public MarketApp App => app;

    public MarketClient Bureau => app.AsBureau(city);

    /// <summary>A need that every default product serves: 60 million, 36 to 84 months, at most LPR 5y + 50 bp.</summary>
    public NeedSheetBody Asked => NeedSheetBody.Example with { WantedOn = app.Today.AddDays(120), ProjectId = null };

    public ProductTermsBody Offered => ProductTermsBody.Example with
    {
        Regions = [city],
        Industries = ["C31"],
        GreenClasses = [],
        Technologies = [],
        LowestGrade = null,
        PenaltyFreeMonths = 0,
        ValidFrom = app.Today.AddDays(-1),
        ValidTo = app.Today.AddDays(300),
        QuotaCny = 2_000_000_000m,
    };

    public async Task<MarketClient> EnterpriseAsync(string? county = null, bool verified = true, string? name = null)
    {
        var client = app.AsEnterprise(Guid.NewGuid());
        var profile = new EnterpriseProfileBody(
            name ?? $"企业{Next()}号", UsccOf(Next()), county ?? city, "C3120", ProcessRoute.LongProcess, Ownership.Private, 3_000_000m);
        (await client.PostAsync("enterprises", new RegisterEnterprise.Request(profile, true))).Expect(201);
        if (verified) (await Bureau.MoveAsync($"enterprises/{client.Organisation}", "verification", new VerifyEnterprise.Request(true))).Expect(200);
        return client;
    }

    public async Task<MarketClient> BankAsync(bool verified = true)
    {
        var client = app.AsBank(Guid.NewGuid());
        (await client.PostAsync("banks", new RegisterBank.Request(new BankProfileBody($"银行{Next()}号分行", UsccOf(Next()), city, BankGroup.City), true))).Expect(201);
        if (verified) (await Bureau.MoveAsync($"banks/{client.Organisation}", "verification", new VerifyBank.Request(true))).Expect(200);
        return client;
    }

    /// <summary>A project with a financing gap of 100 million by default.</summary>
    public async Task<Guid> ProjectAsync(
        MarketClient enterprise, decimal investmentCny = 200_000_000m, decimal ownCapitalCny = 100_000_000m, bool admitted = true, string? title = null)
    {
        var sheet = ProjectSheetBody.Example with
        {
            Title = title ?? $"项目{Next()}号",
            FilingNumber = $"T-{Next()}",
            Region = city,
            TotalInvestmentCny = investmentCny,
            OwnCapitalCny = ownCapitalCny,
            GreenClasses = [],
            PlannedStart = app.Today.AddDays(30),
        };
        var id = (await enterprise.PostAsync("projects", new DraftProject.Request(sheet, true))).Expect(201).Id("projectId");
        if (!admitted) return id;
        (await enterprise.MoveAsync($"projects/{id}", "submission")).Expect(200);
        (await Bureau.MoveAsync($"projects/{id}", "admission", new AdmitProject.Request(true))).Expect(200);
        return id;
    }

    public async Task<Guid> ProductAsync(MarketClient bank, Func<ProductTermsBody, ProductTermsBody>? change = null, bool published = true)
    {
        var terms = change is null ? Offered : change(Offered);
        var id = (await bank.PostAsync("products", new DraftProduct.Request(terms, true))).Expect(201).Id("productId");
        if (published) (await bank.MoveAsync($"products/{id}", "publication")).Expect(200);
        return id;
    }

    public async Task<Guid> NeedAsync(MarketClient enterprise, Guid? project, Func<NeedSheetBody, NeedSheetBody>? change = null, bool published = true)
    {
        var asked = project is null ? Asked with { Purpose = FinancingPurpose.WorkingCapital } : Asked with { ProjectId = project };
        var id = (await enterprise.PostAsync("needs", new DraftNeed.Request(change is null ? asked : change(asked), true))).Expect(201).Id("needId");
        if (published) (await enterprise.MoveAsync($"needs/{id}", "publication")).Expect(200);
        return id;
    }

    /// <summary>A published need of a verified enterprise for an admitted project.</summary>
    public async Task<(MarketClient Enterprise, Guid Need)> BorrowerAsync(Func<NeedSheetBody, NeedSheetBody>? change = null)
    {
        var enterprise = await EnterpriseAsync();
        return (enterprise, await NeedAsync(enterprise, await ProjectAsync(enterprise), change));
    }

    /// <summary>A published product of a verified bank.</summary>
    public async Task<(MarketClient Bank, Guid Product)> LenderAsync(Func<ProductTermsBody, ProductTermsBody>? change = null)
    {
        var bank = await BankAsync();
        return (bank, await ProductAsync(bank, change));
    }

    /// <summary>Waits until the engine has worked on everything there is.</summary>
    public async Task SettledAsync()
    {
        var runner = app.Services.GetRequiredService<SubscriptionRunner>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await runner.DrainedAsync(TimeProvider.System, patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The engine does not get through: {string.Join("; ", await runner.StatusAsync(CancellationToken.None))}");
        }
    }

    /// <summary>The pairings of a need as a caller sees them, once the engine is through.</summary>
    public async Task<IReadOnlyList<PairingRow>> PairingsAsync(MarketClient caller, Guid need, string filters = "")
    {
        await SettledAsync();
        var list = (await caller.GetAsync($"pairings?needId={need}{filters}")).Expect(200);
        return
        [
            .. list.Json["items"]!.AsArray().Select(item => new PairingRow(
                item!["pairingId"]!.GetValue<Guid>(), item["productId"]!.GetValue<Guid>(), item["status"]!.GetValue<string>(),
                item["origin"]!.GetValue<string>(), item["needRevision"]!.GetValue<int>(), item["productRevision"]!.GetValue<int>(),
                item["score"]!.GetValue<int>(), item["reasonCode"]?.GetValue<string>())),
        ];
    }

    private static int Next() => Interlocked.Increment(ref made);

    private static string UsccOf(int number)
    {
        var code = $"91130400MA{number:0000000}";
        return code + Uscc.CheckCharacter(code);
    }
}

/// <summary>What the tests look at in a pairing.</summary>
internal sealed record PairingRow(
    Guid Id, Guid Product, string Status, string Origin, int NeedRevision, int ProductRevision, int Score, string? Reason);
