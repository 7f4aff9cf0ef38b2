using ClimateFinance.Api.Presets;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Api.Tests.Seeds;

public sealed class PresetTests
{
    private static readonly FixtureSet Fixtures = FixtureSet.Load();
    private static readonly PresetFile Handan = PresetFile.Load("handan");

    [Fact]
    public void The_preset_is_found_by_its_name() => Assert.Equal(["handan"], PresetFile.Names());

    [Fact]
    public void An_unknown_preset_is_refused_by_name() =>
        Assert.Equal("presets/nowhere.json", Assert.Throws<SeedFileException>(() => PresetFile.Load("nowhere")).File);

    [Fact]
    public void Every_step_is_taken_by_a_sign_in_and_before_the_day_of_loading()
    {
        var signIns = Handan.SignIns.ToDictionary(s => s.Id);
        Assert.All(Lines(Handan), line =>
        {
            Assert.Contains(line.Step.By, signIns);
            Assert.InRange(line.Step.Day, -365, 0);
        });
        Assert.All(signIns.Values, s => Assert.True(s.Role switch
        {
            Role.Bank => Fixtures.Banks.ContainsKey(s.Organisation!),
            Role.Enterprise => Fixtures.Enterprises.ContainsKey(s.Organisation!),
            Role.Bureau => s.RegionCode is not null,
            _ => s.Organisation is null,
        }, s.Id));
    }

    [Fact]
    public void The_script_runs_by_day_and_keeps_the_order_of_the_file_where_one_thing_is_concerned()
    {
        var script = Lines(Handan).ToList();
        Assert.Equal(Handan.Steps.Count + Handan.Deals.Sum(d => d.Steps.Count), script.Count);
        Assert.Equal(script.Select(l => l.Step.Day).Order(), script.Select(l => l.Step.Day));
        var steps = script.Where(l => l.Deal is null).Select(l => (PresetStep)l.Step).ToList();
        Assert.All(Handan.Steps.GroupBy(s => s.Subject), own => Assert.Equal(own, steps.Where(s => s.Subject == own.Key)));
    }

    [Fact]
    public void Side_by_side_go_only_steps_that_concern_different_things()
    {
        var turns = Handan.Script().SelectMany(day => day.Turns).ToList();
        Assert.Contains(turns, lanes => lanes.Count > 10);
        Assert.All(turns.Where(lanes => lanes.Count > 1 || lanes[0].Count > 1), lanes =>
        {
            Assert.All(lanes, lane => Assert.NotNull(Assert.Single(lane.Select(line => line.Subject).Distinct())));
            Assert.Distinct(lanes.Select(lane => lane[0].Subject));
        });
    }

    [Fact]
    public void Nothing_is_named_that_does_not_exist_and_everything_that_must_come_before_does()
    {
        var done = new HashSet<string>();
        foreach (var turn in Handan.Script().SelectMany(day => day.Turns))
        {
            // Lanes of a turn know nothing of one another.
            var before = done;
            var lanes = turn.Select(lane =>
            {
                done = [.. before];
                foreach (var line in lane) Take(line);
                return done;
            }).ToList();
            done = [.. lanes.Aggregate(before.AsEnumerable(), (left, lane) => left.Intersect(lane)), .. lanes.SelectMany(lane => lane.Except(before))];
        }

        Assert.True(done.Count > 100);

        void Take(ScriptLine line)
        {
            var (step, deal) = line;
            switch (step)
            {
                case PresetStep.RegisterBank s: Assert.Contains(s.Bank, Fixtures.Banks); Add("registered", s.Bank); break;
                case PresetStep.VerifyBank s: Needs("registered", s.Bank); Add("verified", s.Bank); break;
                case PresetStep.RegisterEnterprise s: Assert.Contains(s.Enterprise, Fixtures.Enterprises); Add("registered", s.Enterprise); break;
                case PresetStep.VerifyEnterprise s: Needs("registered", s.Enterprise); Add("verified", s.Enterprise); break;
                case PresetStep.RecordGrade s: Needs("verified", s.Enterprise); Assert.Equal(Fixtures.Enterprises[s.Enterprise].EnvironmentalGrade, s.Grade); break;
                case PresetStep.RecordPenalty s: Needs("verified", s.Enterprise); break;
                case PresetStep.SubmitProject s: Needs("verified", Fixtures.Projects[s.Project].Enterprise); Add("submitted", s.Project); break;
                case PresetStep.AdmitProject s: Needs("submitted", s.Project); Add("admitted", s.Project); break;
                case PresetStep.ReturnProject s: Needs("submitted", s.Project); done.Remove("submitted " + s.Project); Assert.NotEmpty(s.Reasons); break;
                case PresetStep.PublishProduct s: Needs("verified", Fixtures.Products[s.Product].Bank); Add("published", s.Product); break;
                case PresetStep.PublishNeed s: Published(Fixtures.Needs[s.Need]); break;
                case PresetStep.InviteToMeeting s: Needs("verified", s.Organisation); break;
                case PresetStep.HoldMeeting: Add("held", "meeting"); break;
                case PresetStep.RecordAttendance s: Needs("held", "meeting"); Needs("verified", s.Organisation); break;
                case PresetStep.RecordPresentation s: Needs("held", "meeting"); Assert.True(s.Product is null != (s.Project is null)); break;
                case PresetStep.CloseMeeting: Needs("held", "meeting"); done.Remove("held meeting"); break;
                case DealPresetStep.RecordIntention: Needs("held", "meeting"); Live(deal!); break;
                case DealPresetStep.ClaimNeed: Live(deal!); break;
            }
        }

        void Add(string what, string id) => Assert.True(done.Add($"{what} {id}"), $"{what} {id} twice");
        void Needs(string what, string id) => Assert.True(done.Contains($"{what} {id}"), $"{id} is not {what}");
        void Live(DealPreset deal)
        {
            Needs("published", deal.Need);
            Needs("published", deal.Product);
        }

        void Published(NeedFixture need)
        {
            Needs("verified", need.Enterprise);
            if (need.Project is not null) Needs("admitted", need.Project);
            Add("published", need.Id);
        }
    }

    [Fact]
    public void No_deal_is_of_the_real_company() =>
        Assert.DoesNotContain(Handan.Deals, d => Fixtures.Needs[d.Need].Enterprise == "HB");

    [Fact]
    public void Every_stage_is_shown_by_a_deal_and_one_is_overdue()
    {
        Assert.InRange(Handan.Deals.Count, 8, 12);
        Assert.Equal(Enum.GetValues<DealStage>().Where(stage => stage != DealStage.Disputed), Handan.Deals.Select(d => d.ExpectedStage).Distinct().Order());
        Assert.Single(Handan.Deals, d => d.ExpectedOverdue);
        var closures = Handan.Deals.SelectMany(d => d.Steps).OfType<DealPresetStep.CloseDeal>().ToList();
        Assert.Equal([DealOutcome.Funded, DealOutcome.Refused], closures.Select(c => c.Outcome).Order());
        Assert.All(closures, c => Assert.Null(ClosureReasons.Flaw(c.Reason, c.WouldHaveChanged)));
    }

    [Fact]
    public void Every_proposal_lies_within_the_product_and_the_need() => Assert.All(Handan.Deals, deal =>
    {
        var (need, product) = (Fixtures.Needs[deal.Need], Fixtures.Products[deal.Product]);
        foreach (var (terms, collateral) in deal.Steps.OfType<DealPresetStep.Proposal>().Select(p => (p.Terms, p.Collateral)))
        {
            Assert.InRange(terms.LineCny.Value, Math.Max(need.AmountLeastCny.Value, product.AmountMinCny.Value), Math.Min(need.AmountCny.Value, product.AmountMaxCny.Value));
            Assert.InRange(terms.TermMonths.Value, Math.Max(need.TermMinMonths.Value, product.TermMinMonths.Value), Math.Min(need.TermMaxMonths.Value, product.TermMaxMonths.Value));
            Assert.Equal(product.Benchmark, terms.Rate.Benchmark);
            Assert.InRange(terms.Rate.SpreadBp, product.SpreadMinBp.Value, product.SpreadMaxBp.Value);
            Assert.NotEmpty(collateral);
            Assert.All(collateral, kind => Assert.True(product.CollateralAccepted.Contains(kind) && need.CollateralOffered.Contains(kind)));
        }
    });

    [Fact]
    public void Both_sides_sign_what_was_approved_and_no_drawdown_exceeds_it() => Assert.All(Handan.Deals, deal =>
    {
        var signatures = deal.Steps.OfType<DealPresetStep.ConfirmSignature>().ToList();
        if (signatures.Count == 0) return;
        var approved = deal.Steps.OfType<DealPresetStep.ApproveCredit>().Last().Terms;
        Assert.Equal(2, signatures.Select(s => s.By).Distinct().Count());
        Assert.All(signatures, s => Assert.Equal(approved, s.Terms));
        var drawn = deal.Steps.OfType<DealPresetStep.ReportDrawdown>().ToList();
        Assert.True(drawn.Sum(d => d.AmountCny.Value) <= approved.LineCny.Value, deal.Id);
        Assert.Equal(drawn.Select(d => d.Number), deal.Steps.OfType<DealPresetStep.ConfirmDrawdown>().Select(d => d.Number));
    });

    private static IEnumerable<ScriptLine> Lines(PresetFile preset) => preset.Script().SelectMany(day => day.Turns.SelectMany(turn => turn.SelectMany(lane => lane)));
}
