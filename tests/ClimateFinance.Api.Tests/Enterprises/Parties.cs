using System.Globalization;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ClimateFinance.Api.Tests.Enterprises;

/// <summary>Enterprises and banks as tests need them, registered over HTTP.</summary>
internal static class Parties
{
    private static int used;

    /// <summary>A good unified social credit code that no other test has.</summary>
    public static string NewUscc()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"91130481TEST{Interlocked.Increment(ref used):00000}")[..17].Replace('S', '5');
        return body + Uscc.CheckCharacter(body);
    }

    public static object EnterpriseProfile(
        string? uscc = null, string name = "武安试验钢铁有限公司", string region = "130481", string industry = "C3120", decimal? annualOutputT = 3_000_000m) => new
        {
            name,
            uscc = uscc ?? NewUscc(),
            region,
            industry,
            route = "longProcess",
            ownership = "private",
            annualOutputT,
        };

    public static object BankProfile(string? uscc = null, string name = "试验银行邯郸分行", string region = "130400", string group = "state") =>
        new { name, uscc = uscc ?? NewUscc(), region, group };

    /// <summary>An enterprise that registered itself.</summary>
    public static async Task<MarketClient> RegisteredEnterpriseAsync(this MarketApp app, object? profile = null)
    {
        var own = app.AsEnterprise(Guid.CreateVersion7());
        (await own.PostAsync("enterprises", new { profile = profile ?? EnterpriseProfile() })).Expect(201);
        return own;
    }

    /// <summary>One that the bureau of Handan verified.</summary>
    public static async Task<MarketClient> VerifiedEnterpriseAsync(this MarketApp app, object? profile = null)
    {
        var own = await app.RegisteredEnterpriseAsync(profile);
        (await app.AsBureau().MoveAsync($"enterprises/{own.Organisation}", "verification", new { verified = true })).Expect(200);
        return own;
    }

    /// <summary>A bank that registered itself and that the bureau of Handan verified.</summary>
    public static async Task<MarketClient> VerifiedBankAsync(this MarketApp app, object? profile = null)
    {
        var own = app.AsBank(Guid.CreateVersion7());
        (await own.PostAsync("banks", new { profile = profile ?? BankProfile() })).Expect(201);
        (await app.AsBureau().MoveAsync($"banks/{own.Organisation}", "verification", new { verified = true })).Expect(200);
        return own;
    }

    /// <summary>A deal between the two, straight into the store: how it came about is another area's.</summary>
    public static async Task ShareDealAsync(this MarketApp app, Guid enterprise, Guid bank)
    {
        var deal = Guid.CreateVersion7();
        var credit = new CreditTerms(new Cny(1_000_000m), new TermMonths(12), new Rate(Benchmark.Lpr1y, new BasisPoints(0)));
        var file = new DealFile(
            new DealId(deal), new PairingId(Guid.CreateVersion7()), new NeedId(Guid.CreateVersion7()), 1, new ProductId(Guid.CreateVersion7()), 1,
            new EnterpriseId(enterprise), new BankId(bank), new RegionCode("130481"), new IndustryCode("C3120"), null, credit, credit);
        var outcome = await app.Services.GetRequiredService<IEventStore>().CommitAsync(
            new Commit(app.Clock.GetUtcNow(), new EventContext("test", Role.System, null)).Append(deal, Deal.Category, 0, [new DealOpened(file)]),
            CancellationToken.None);
        if (outcome is not CommitOutcome.Done) throw new InvalidOperationException($"The deal was not stored: {outcome}.");
    }
}
