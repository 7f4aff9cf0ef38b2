using ClimateFinance.Api.Presets;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using Xunit;

namespace ClimateFinance.Api.Tests.Seeds;

/// <summary>The script's deals, played through the engine and the domain on the days of several years: a story that the rules refuse is no example.</summary>
public sealed class DealScriptTests
{
    private static readonly ReferenceData Reference = ReferenceData.Load(new ReferenceOptions());
    private static readonly FixtureSet Fixtures = FixtureSet.Load();
    private static readonly PresetFile Handan = PresetFile.Load("handan");
    private static readonly DateOnly Loading = new(2026, 11, 21);

    public static TheoryData<string> Deals => [.. Handan.Deals.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Deals))]
    public void The_engine_finds_every_pair_eligible(string id)
    {
        var deal = Handan.Deals.Single(d => d.Id == id);
        var evaluation = Evaluate(Fixtures.Needs[deal.Need], Fixtures.Products[deal.Product]);
        Assert.Empty(evaluation.Criteria.Where(c => !c.Passed).Select(c => c.Criterion));
        Assert.True(evaluation.Eligible);
    }

    [Fact]
    public void An_enterprise_with_a_penalty_finds_no_product()
    {
        var punished = Fixtures.Needs.Values.Where(n => Fixtures.Enterprises[n.Enterprise].PenaltiesLast12Months > 0).ToList();
        Assert.NotEmpty(punished);
        Assert.All(punished, n => Assert.DoesNotContain(Fixtures.Products.Values, p => Evaluate(n, p).Eligible));
    }

    [Theory]
    [MemberData(nameof(Deals))]
    public void Every_deal_reaches_its_stage_on_any_day_of_loading(string id)
    {
        var script = Handan.Deals.Single(d => d.Id == id);
        for (var loading = new DateOnly(2026, 3, 1); loading < new DateOnly(2027, 12, 31); loading = loading.AddDays(1))
        {
            var deal = Play(script, loading);
            var (stage, next) = deal switch
            {
                Deal.Live live => (live.Stage, live.Next),
                Deal.Closed closed => (DealStage.Closed, closed.Next),
                _ => throw new InvalidOperationException("The deal never opened."),
            };
            Assert.Equal(script.ExpectedStage, stage);
            Assert.True(script.ExpectedOverdue == next?.DueOn < loading, $"{id} loaded on {loading:yyyy-MM-dd} is due on {next?.DueOn:yyyy-MM-dd} ({next?.Step})");
        }
    }

    private static Deal Play(DealPreset script, DateOnly loading)
    {
        var (need, product) = (Fixtures.Needs[script.Need], Fixtures.Products[script.Product]);
        var enterprise = Fixtures.Enterprises[need.Enterprise];
        var (ours, theirs) = (new EnterpriseId(Id(1)), new BankId(Id(2)));
        var terms = new CreditTerms(need.AmountCny, need.TermMaxMonths, RateOf(need.RateMax));
        var file = new DealFile(
            new DealId(Id(3)), new PairingId(Id(4)), new NeedId(Id(5)), 1, new ProductId(Id(6)), 1, ours, theirs,
            enterprise.RegionCode, enterprise.IndustryCode, null, terms, terms);
        var clock = new DealClock(Reference.Calendar, MarketPolicy.First(loading).StageLimits);
        var deal = Deal.Initial;
        foreach (var step in script.Steps)
        {
            var role = Handan.SignIns.Single(s => s.Id == step.By).Role;
            var bank = role == Role.Bank;
            var by = role == Role.Bureau && step is DealPresetStep.ExtendDeadline ? new Caller(step.By, Role.Bureau, null, file.Region)
                : step is DealPresetStep.RecordIntention or DealPresetStep.ClaimNeed or DealPresetStep.ExpressInterest ? Caller.System("test")
                : bank ? new Caller(step.By, Role.Bank, theirs.Value, null) : new Caller(step.By, Role.Enterprise, ours.Value, null);
            var at = new DateTimeOffset(loading.AddDays(step.Day), new TimeOnly(10, 0), ShanghaiTime.Offset);
            if (MoveOf(step, deal, file, new DealGround(product.QuotaCny, need.AmountCny, true, true), clock, loading) is not { } move) continue;

            var decision = DealDecider.Decide(deal, move, new Circumstance(at, by));
            Assert.True(decision.Refusal is null, $"{script.Id} on day {step.Day}: {decision.Refusal}");
            deal = decision.Events.Aggregate(deal, Deal.Evolve);
        }

        // On the day of loading the marketplace itself looks at the clock.
        var look = DealDecider.Decide(deal, new PassTime(clock), new Circumstance(new DateTimeOffset(loading, new TimeOnly(10, 0), ShanghaiTime.Offset), Caller.System("test")));
        return look.Events.Aggregate(deal, Deal.Evolve);
    }

    private static DealMove? MoveOf(IPresetStep step, Deal deal, DealFile file, DealGround ground, DealClock clock, DateOnly loading)
    {
        var live = deal as Deal.Live;
        return step switch
        {
            DealPresetStep.RecordIntention or DealPresetStep.ExpressInterest => new OpenDeal(file, clock),
            DealPresetStep.ClaimNeed => null,
            DealPresetStep.Contact it => new RecordContact(new PersonId(Id(7)), loading.AddDays(it.Day), it.Record, clock),
            DealPresetStep.AskDocuments it => new RequestDocuments(it.Kinds, clock),
            DealPresetStep.ProvideDocuments it => new ProvideDocuments(
                live!.Requests.Count, [.. it.Kinds.Select(kind => new ProvidedDocument(kind, kind, new string('0', 64)))], clock),
            DealPresetStep.ConcludeDueDiligence it => new CompleteDueDiligence(it.Conclusion, it.Words, clock),
            DealPresetStep.Proposal it => new MakeOffer(
                new OfferTerms(CreditOf(it.Terms), it.RepaymentPlan, it.Collateral, it.FeeCny, loading.AddDays(it.ValidUntilDay), null), ground, clock),
            DealPresetStep.AcceptOffer => new AcceptOffer(live!.OnTheTable!.Number, ground, clock),
            DealPresetStep.ApproveCredit it => Approval(it, live!, ground, clock),
            DealPresetStep.ConfirmSignature it => new ConfirmSignature(new SignatureWord(CreditOf(it.Terms), it.ContractNo), clock),
            DealPresetStep.ReportDrawdown it => new ReportDrawdown(it.AmountCny, loading.AddDays(it.OnDay), it.Voucher, clock),
            DealPresetStep.ConfirmDrawdown it => new AnswerDrawdown(it.Number, true, null, clock),
            DealPresetStep.ExtendDeadline it => new ExtendDeadline(it.WorkingDays, it.Reason, clock),
            DealPresetStep.CloseDeal it => new CloseDeal(it.Outcome, it.Reason, null, it.WouldHaveChanged, clock),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
        };
    }

    private static ApproveCredit Approval(DealPresetStep.ApproveCredit step, Deal.Live deal, DealGround ground, DealClock clock)
    {
        var granted = CreditOf(step.Terms);
        Assert.Equal(step.AsAgreed, granted == deal.Agreed);
        return new ApproveCredit(granted, step.ApprovalNo, ground, clock);
    }

    private static Evaluation Evaluate(NeedFixture need, ProductFixture product)
    {
        var enterprise = Fixtures.Enterprises[need.Enterprise];
        var project = need.Project is null ? null : Fixtures.Projects[need.Project];
        var policy = MarketPolicy.First(Loading);
        var asked = new NeedFacts
        {
            Need = new NeedId(Id(5)),
            Revision = 1,
            Enterprise = new EnterpriseId(Id(1)),
            Project = project is null ? null : new ProjectId(Id(8)),
            Live = true,
            Purpose = need.Purpose,
            Amount = need.AmountCny,
            AmountLeast = need.AmountLeastCny,
            TermMin = need.TermMinMonths,
            TermMax = need.TermMaxMonths,
            RateMax = RateOf(need.RateMax),
            CollateralOffered = need.CollateralOffered,
            Region = enterprise.RegionCode,
            Industry = enterprise.IndustryCode,
            GreenClasses = project is null ? [] : [project.GreenClass],
            Technology = project?.Technology,
            Grade = enterprise.EnvironmentalGrade,
            Admitted = project is not null,
            ReductionTco2ePerYear = project?.ExpectedTco2ePerYear.WithGrid2023,
            Investment = project?.InvestmentCny,
            LastPenaltyOn = enterprise.PenaltiesLast12Months > 0 ? Loading.AddDays(-150) : null,
            Ownership = enterprise.Ownership,
        };
        var offered = new ProductFacts
        {
            Product = new ProductId(Id(6)),
            Revision = 1,
            Bank = new BankId(Id(2)),
            Live = true,
            Terms = product.TermsOn(Loading),
            QuotaLeft = product.QuotaCny,
            Responsiveness = 5_000,
            BankRegion = Fixtures.Banks[product.Bank].RegionCode,
        };
        var basis = new EvaluationBasis(Loading, Reference.BenchmarkRates.On(Loading), policy.Version);
        return PairEvaluator.Evaluate(asked, offered, PairHistory.None, basis, policy);
    }

    private static Rate RateOf(RateFixture rate) => Rate.Create(rate.Benchmark, rate.SpreadBp).Value;

    private static CreditTerms CreditOf(TermsFixture terms) => new(terms.LineCny, terms.TermMonths, RateOf(terms.Rate));

    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);
}
