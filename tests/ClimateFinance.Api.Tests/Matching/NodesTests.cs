using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Matching;

/// <summary>Two hosts on one database. Each holds the market in its own memory; no answer of either may be older than the question.</summary>
public sealed class NodesTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>
{
    private const string City = "130100";
    private readonly Random random = new(20261121);

    [Fact]
    public async Task After_each_of_many_moves_both_nodes_answer_at_once_what_the_engine_gives_on_the_facts_of_that_moment()
    {
        var second = new MarketApp(postgres);
        await second.InitializeOnAsync(app.ConnectionString);
        try
        {
            var (here, there) = (new MarketStage(app, City), new MarketStage(second, City));
            var lenders = new List<(Guid Bank, Guid Product)>();
            var borrowers = new List<(Guid Enterprise, Guid Need, Guid Project)>();
            for (var i = 0; i < 5; i++)
            {
                var (bank, product) = await here.LenderAsync(Offered);
                lenders.Add((bank.Organisation, product));
            }

            for (var i = 0; i < 3; i++)
            {
                var enterprise = await there.EnterpriseAsync();
                var project = await there.ProjectAsync(enterprise);
                borrowers.Add((enterprise.Organisation, await there.NeedAsync(enterprise, project, Asked), project));
            }

            var compared = 0;
            for (var move = 0; move < 30; move++)
            {
                await MoveAsync(move % 2 == 0 ? here : there, lenders, borrowers);
                compared += await CompareAsync(lenders, borrowers, second);
            }

            Assert.True(compared > 200, $"Only {compared} places were compared.");
            await here.SettledAsync();
            await EveryEligiblePairIsProposedOnceAsync(borrowers);
        }
        finally
        {
            await second.StopAsync();
        }
    }

    private ProductTermsBody Offered(ProductTermsBody terms) => terms with
    {
        TermMinMonths = random.Next(1, 90),
        TermMaxMonths = 180,
        SpreadMinBp = random.Next(-80, 80),
        SpreadMaxBp = 100,
        QuotaCny = random.Next(1, 10) * 20_000_000m,
        PenaltyFreeMonths = random.Next(3) == 0 ? 6 : 0,
    };

    private NeedSheetBody Asked(NeedSheetBody sheet)
    {
        var amount = random.Next(3, 9) * 10_000_000m;
        return sheet with { AmountCny = amount, AmountLeastCny = amount / (1 << random.Next(3)) };
    }

    private async Task MoveAsync(MarketStage stage, List<(Guid Bank, Guid Product)> lenders, List<(Guid Enterprise, Guid Need, Guid Project)> borrowers)
    {
        var (bankId, product) = lenders[random.Next(lenders.Count)];
        var (enterpriseId, need, project) = borrowers[random.Next(borrowers.Count)];
        var (bank, enterprise) = (stage.App.AsBank(bankId), stage.App.AsEnterprise(enterpriseId));
        switch (random.Next(5))
        {
            case 0:
                var suspended = (await bank.GetAsync($"products/{product}")).Expect(200).Str("status") == "suspended";
                (await bank.MoveAsync($"products/{product}", suspended ? "resumption" : "suspension", suspended ? null : new SuspendProduct.Request("调整"))).Expect(200);
                break;
            case 1:
                var standing = (await enterprise.GetAsync($"enterprises/{enterpriseId}")).Expect(200).Str("status") == "verified";
                (await stage.Bureau.MoveAsync($"enterprises/{enterpriseId}", standing ? "suspension" : "reinstatement", standing ? new { reason = "核查" } : null)).Expect(200);
                break;
            case 2:
                var penalty = new { penalisedOn = stage.App.Today.AddDays(-random.Next(0, 400)), documentNumber = $"罚{random.Next()}", kind = "air", words = "超标" };
                (await stage.Bureau.MoveAsync($"enterprises/{enterpriseId}", "penalties", penalty)).Expect(200);
                break;
            case 3:
                // A suspended enterprise may write a revision and not publish it.
                (await enterprise.PutAsync(
                    $"needs/{need}", new ReviseNeed.Request(Asked(stage.Asked with { ProjectId = project })), (await enterprise.GetAsync($"needs/{need}")).ETag)).Expect(200);
                Assert.Contains((await enterprise.MoveAsync($"needs/{need}", "publication")).Status, new[] { 200, 409 });
                break;
            default:
                if ((await bank.GetAsync($"products/{product}")).Expect(200).Str("status") == "suspended") break;
                (await bank.PutAsync($"products/{product}", new ReviseProduct.Request(Offered(stage.Offered)), (await bank.GetAsync($"products/{product}")).ETag)).Expect(200);
                (await bank.MoveAsync($"products/{product}", "publication")).Expect(200);
                break;
        }
    }

    private async Task<int> CompareAsync(List<(Guid Bank, Guid Product)> lenders, List<(Guid Enterprise, Guid Need, Guid Project)> borrowers, MarketApp second)
    {
        var (needs, products, context) = await FactsAsync();
        var compared = 0;
        foreach (var node in new[] { app, second })
        {
            foreach (var (enterprise, need, _) in borrowers)
            {
                var facts = needs.Single(n => n.Need.Value == need);
                var expected = facts.Live ? Matcher.MatchNeed(facts, products, context, 20).Items : [];
                var given = (await node.AsEnterprise(enterprise).GetAsync($"needs/{need}/matches")).Expect(200);
                Assert.Equal(
                    expected.Select(m => (m.Product.Product.Value, m.Product.Revision, m.Evaluation.Score, m.Evaluation.Cover.Value)),
                    given.Json["items"]!.AsArray().Select(i => (
                        i!["productId"]!.GetValue<Guid>(), i["productRevision"]!.GetValue<int>(), i["score"]!.GetValue<int>(), i["coverCny"]!.GetValue<decimal>())));
                compared += expected.Count;
            }

            foreach (var (bank, product) in lenders)
            {
                var facts = products.Single(p => p.Product.Value == product);
                var expected = facts.Live ? Matcher.MatchProduct(facts, needs, context, 20).Items : [];
                var given = (await node.AsBank(bank).GetAsync($"products/{product}/matches")).Expect(200);
                Assert.Equal(
                    expected.Select(m => (m.Need.Need.Value, m.Need.Revision, m.Evaluation.Score)),
                    given.Json["items"]!.AsArray().Select(i => (
                        i!["needId"]!.GetValue<Guid>(), i["needRevision"]!.GetValue<int>(), i["score"]!.GetValue<int>())));
                compared += expected.Count;
            }
        }

        return compared;
    }

    private async Task EveryEligiblePairIsProposedOnceAsync(List<(Guid Enterprise, Guid Need, Guid Project)> borrowers)
    {
        var (needs, products, context) = await FactsAsync();
        foreach (var (enterprise, need, _) in borrowers)
        {
            var facts = needs.Single(n => n.Need.Value == need);
            var expected = facts.Live ? Matcher.Propose(facts, products, context).Select(m => (m.Product.Product.Value, facts.Revision, m.Product.Revision)) : [];
            var open = (await app.AsEnterprise(enterprise).GetAsync($"pairings?needId={need}&status=proposed&limit=200")).Expect(200);
            Assert.Equal(
                expected.Order(),
                open.Json["items"]!.AsArray().Select(i => (
                    i!["productId"]!.GetValue<Guid>(), i["needRevision"]!.GetValue<int>(), i["productRevision"]!.GetValue<int>())).Order());
        }
    }

    private async Task<(IReadOnlyList<NeedFacts> Needs, IReadOnlyList<ProductFacts> Products, MatchContext Context)> FactsAsync()
    {
        var store = app.Services.GetRequiredService<IEventStore>();
        var rules = app.Services.GetRequiredService<Rulebook>();
        var needs = await store.QueryAsync(new Sql(MarketFacts.Needs), MarketFacts.Need, CancellationToken.None);
        var products = await store.QueryAsync(new Sql(MarketFacts.Products), MarketFacts.Product, CancellationToken.None);
        var basis = new EvaluationBasis(app.Today, rules.Rates.On(app.Today), rules.Policy.Version);
        return ([.. needs.Select(n => n.Facts)], [.. products.Select(p => p.Facts)], new MatchContext(basis, rules.Policy, MatchContext.NoHistory));
    }
}
