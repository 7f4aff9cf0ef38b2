using System.Text.Json;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Meetings;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests;

/// <summary>
/// Anybody does anything at any time: whatever is accepted is a fact that the state can hold, a refusal leaves no fact,
/// and reading the facts again comes to the same state. Every fact of the aggregate comes up on the way.
/// </summary>
public sealed class WalkTests
{
    private static readonly Caller[] Everyone = [Owner, OtherOwner, Officer, Impostor, Bureau, FarBureau, Some.Operator, Some.System];

    private static readonly CheckItem[] Checks = [new("seen", false, false, "seen", "已核对", null), new("enterprise-verified", true, true, "verified", "已核验", null)];

    private static readonly TaxonomyEdition Catalogue = new("GF1", "GF", "目录", null, Today, null, true, "made for a test", []);

    private static readonly MeasuredPeriod Measured = new(new DateOnly(2025, 1, 1), new DateOnly(2025, 6, 30), 6_000m, "核查机构", "HC-1", new string('a', 64), null);

    [Fact]
    public void Enterprises() => Walk<Enterprise>(
        Stays,
        new RegisterEnterprise(Steelworks, Some.EnterpriseProfile(), false),
        new ReviseEnterpriseProfile(Some.EnterpriseProfile()),
        new ReviseEnterpriseProfile(Some.EnterpriseProfile() with { Name = "别名" }),
        new VerifyEnterprise(), new RefuseEnterprise(["原因"]), new SuspendEnterprise("原因"), new ReinstateEnterprise(),
        new RecordGrade(EnvironmentalGrade.B, Today, "绩1"), new WithdrawGrade("绩1", "误"),
        new RecordPenalty(Today, "罚1", "air", "超标", null), new WithdrawPenalty("罚1", "误"));

    [Fact]
    public void Banks() => Walk<Bank>(
        Stays,
        new RegisterBank(Branch, Some.BankProfile(), false), new ReviseBankProfile(Some.BankProfile()), new ReviseBankProfile(Some.BankProfile() with { Name = "别名" }),
        new VerifyBank(), new RefuseBank(["原因"]), new SuspendBank("原因"), new ReinstateBank());

    [Fact]
    public void Projects() => Walk<Project>(
        Stays,
        new DraftProject(Furnace, Steelworks, Some.ProjectSheet(), false), new ReviseProject(Some.ProjectSheet()),
        new SubmitProject(true, Some.Policy(), Factors), new AdmitProject(), new ReturnProject([new ReturnReason("a", "b", "c")]),
        new ReviewProject(["inspector"], [new CheckVerdict("seen", CheckResult.Fail, "缺件", CheckedBy.Reviewer)], Checks),
        new AdmitProject([], Checks, new EnterpriseStanding(true, false)), new ClassifyProject(Catalogue, [], [], null),
        new MeasureReduction(Measured), new MeasureReduction(Measured with { Corrects = 1 }),
        new CompleteProject(Today), new WithdrawProject("原因", 0));

    [Fact]
    public void Needs() => Walk<Need>(
        (before, after) => Revision(after) is null || Revision(after) == Revision(before) || Revision(after) == (Revision(before) ?? 0) + 1,
        new DraftNeed(Some.Loan, Steelworks, Wuan, Some.NeedSheet(), false), new ReviseNeed(Some.NeedSheet()), new PublishNeed(true, Some.NeedProject()),
        new ReconfirmNeed(), new MarkNeedStale(10), new LapseNeed(5, false), new WithdrawNeed("原因"),
        new RecordNeedFunding(FirstDeal, new Cny(20_000_000m)), new RecordNeedFunding(SecondDeal, new Cny(30_000_000m)));

    [Fact]
    public void Products() => Walk<Product>(
        (before, after) => after is not Product.Published p || before is Product.Suspended || p.Revision - ((before as Product.Published)?.Revision ?? 0) is 0 or 1,
        new DraftProduct(Green, Branch, Some.ProductTerms(), false), new ReviseProduct(Some.ProductTerms()), new PublishProduct(true, Cny.Zero),
        new SuspendProduct("原因"), new ResumeProduct(), new RetireProduct("原因"));

    [Fact]
    public void Meetings() => Walk<Meeting>(
        Stays,
        new PlanMeeting(Assembly, new MeetingPlan("会", Today, "局", Handan, ["局"], []), false), new HoldMeeting(Today),
        new InviteToMeeting(new Invitation(Role.Bank, Branch.Value)),
        new RecordAttendance(new Attendance(Role.Bank, Branch.Value, [])), new RecordPresentation(Green, null), new RecordPresentation(null, Furnace),
        new RecordIntention(new Intention(Some.Loan, Green, default, IntentionBy.Bank)), new CloseMeeting());

    [Fact]
    public void The_book_of_policies() => Walk<PolicyBook>(
        (_, after) => after.Versions.Select(v => v.Version).SequenceEqual(Enumerable.Range(1, after.Versions.Count)),
        [.. Enumerable.Range(1, 4).Select(v => new AdoptPolicy(Some.Policy() with { Version = v, EffectiveFrom = Today.AddDays(100) }, "原因"))]);

    private static void Walk<T>(Func<T, T, bool> holds, params ICommand<T>[] commands)
        where T : class, IState<T>
    {
        var happened = new HashSet<Type>();
        var step =
            from command in Gen.Elements(commands)
            from caller in Gen.Elements(Everyone)
            from days in Gen.Choose(0, 2)
            select (command, caller, days);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(step.ArrayOf(120).ToArbitrary(), One));

        var known = typeof(T).Assembly.GetTypes().Where(t => !t.IsAbstract && typeof(IEvent<T>).IsAssignableFrom(t)).ToHashSet();
        Assert.NotEmpty(known);
        Assert.Equal(known.Select(t => t.Name).Order(), happened.Select(t => t.Name).Order());

        bool One((ICommand<T> Command, Caller By, int Days)[] steps)
        {
            var (state, facts, at) = (T.Initial, new List<IEvent<T>>(), Some.Now);
            foreach (var (command, by, days) in steps)
            {
                at = at.AddDays(days);
                var decision = T.Decide(state, command, new Circumstance(at, by));
                if ((decision.Refusal is null) == (decision.Events.Count == 0)) return false;

                var before = state;
                state = decision.Events.Aggregate(state, T.Evolve);
                if (!holds(before, state)) return false;

                facts.AddRange(decision.Events);
                happened.UnionWith(decision.Events.Select(e => e.GetType()));
            }

            return Told(facts.Aggregate(T.Initial, T.Evolve)) == Told(state);
        }
    }

    private static bool Stays<T>(T before, T after)
        where T : class, IState<T> => before == T.Initial || after != T.Initial;

    private static int? Revision(Need need) => (need as Need.Published)?.Revision;

    private static string Told<T>(T state)
        where T : class => state.GetType().Name + JsonSerializer.Serialize(state, state.GetType());
}
