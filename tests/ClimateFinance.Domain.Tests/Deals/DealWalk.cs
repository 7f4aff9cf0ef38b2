using System.Text.Json;
using System.Text.Json.Serialization;
using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>One throw of the dice: which move, by whom, with which figures. What it means depends on where the deal stands.</summary>
/// <param name="Deal">Which of several deals.</param>
/// <param name="Kind">A move by its number; <see cref="DealWalk.Kinds"/> brings the deal forward, those above are moves by who has a right to them.</param>
/// <param name="Millions">A line or an amount.</param>
/// <param name="Left">What is said to be left of the quota, where the walk does not know it.</param>
internal sealed record Throw(int Deal, int Kind, Caller By, int Number, int Millions, int Left, int Days, bool Yes);

/// <summary>Anybody does anything to a deal at any time.</summary>
internal static class DealWalk
{
    public const int Kinds = 35;

    /// <summary>A notice that came later took one more day off.</summary>
    public static readonly WorkingDayCalendar Replanned = new([Holiday(2026, 1, 1), Holiday(2026, 1, 20)]);

    private static readonly Caller[] Everyone =
    [
        .. Enumerable.Repeat(Officer, 8), .. Enumerable.Repeat(Owner, 8), Bureau, Some.System,
        OtherOfficer, OtherOwner, Impostor, BankImpostor, FarBureau, NoRegion, Some.Operator,
    ];

    private static readonly JsonSerializerOptions Plain = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles };

    public static Arbitrary<Throw[]> Of(int deals, int length) =>
        (from deal in Gen.Choose(0, deals - 1)
         from kind in Gen.Frequency((2, Gen.Choose(0, Kinds - 1)), (3, Gen.Constant(Kinds)), (2, Gen.Choose(Kinds + 1, 2 * Kinds)))
         from caller in Gen.Elements(Everyone)
         from number in Gen.Choose(1, 4)
         from millions in Gen.Elements(5, 10, 20, 40, 50, 60)
         from left in Gen.Elements(0, 10, 40, 1_000)
         from days in Gen.Frequency((12, Gen.Constant(0)), (4, Gen.Choose(1, 3)), (1, Gen.Choose(7, 30)))
         from yes in Gen.Elements(true, true, true, false)
         select new Throw(deal, kind, caller, number, millions, left, days, yes)).ArrayOf(length).ToArbitrary();

    /// <summary>The move and who makes it.</summary>
    public static (DealMove Move, Caller By) Read(Throw dice, Deal deal, DealGround ground, DateOnly today) =>
        dice.Kind == Kinds && deal is Deal.Live live ? Forward(dice, live, ground, today)
        : dice.Kind > Kinds ? (Any(dice with { Kind = dice.Kind - Kinds - 1 }, deal, ground, today), Rightful(dice.Kind - Kinds - 1, dice.Yes))
        : (Any(dice, deal, ground, today), dice.By);

    /// <summary>All that a deal is, as text: records compare their lists by reference.</summary>
    public static string Told(Deal deal) => deal.GetType().Name + JsonSerializer.Serialize(deal, deal.GetType(), Plain);

    /// <summary>Somebody whose move this is, so that rare moves come up.</summary>
    private static Caller Rightful(int kind, bool bank) => kind switch
    {
        0 or 1 or 3 or 8 or 11 or 18 or 19 or 20 or 21 or 23 or 26 or 30 => Officer,
        2 or 9 or 12 or 27 => Owner,
        14 or 15 or 17 => Some.System,
        16 or 25 or 29 or 31 => Bureau,
        _ => bank ? Officer : Owner,
    };

    private static DealMove Any(Throw dice, Deal deal, DealGround ground, DateOnly today) => dice.Kind switch
    {
        0 => Visit(today.AddDays(dice.Yes ? 0 : 1)),
        1 => Ask(dice.Yes ? ["ledger"] : ["ledger", "permit"]),
        2 => Provide(dice.Number, Ledger, Permit),
        3 => Examine(),
        4 or 5 => new MakeOffer(Terms(Credit(dice.Millions, 60, -10), today.AddDays(dice.Yes ? 10 : -1)), ground, Clock),
        6 => Withdraw(dice.Yes ? deal.Content?.Offers.Count ?? 1 : dice.Number),
        7 => new AcceptOffer(dice.Number, ground, Clock),
        8 => new ApproveCredit(Credit(dice.Millions, 60, -10), "批1", ground, Clock),
        9 => AnswerApproval(dice.Yes, "额度太低"),
        10 => Sign(new SignatureWord(Credit(dice.Millions, 60, -10), "合同")),
        11 => Draw(dice.Millions, today.AddDays(dice.Yes ? 0 : -5)),
        12 => AnswerDrawdown(dice.Number, dice.Yes, "未到账"),
        13 => Note(),
        14 => Open(),
        15 => new PassTime(Clock),
        16 => new ExtendDeadline(dice.Number, "补办手续", Clock),
        17 => new ReworkDeadline(Clock with { Calendar = Replanned }),
        18 => new RecordVisit(Manager, today, "复访", Clock),
        19 => new CorrectVisit(dice.Number, Manager, today, "更正", "录入有误", Clock),
        20 => new WithdrawDocumentRequest(deal.Content?.Requests.Count ?? 1, "重复索取", Clock),
        21 => new CorrectDueDiligence(DueDiligenceConclusion.Conditional, "更正", "录入有误", Clock),
        22 => new RetractAcceptance(dice.Yes ? deal.Content?.Offers.Count ?? 1 : dice.Number, "误操作", ground, Clock),
        23 => new WithdrawApproval("录入有误", ground, Clock),
        24 => new RaiseDispute("期限不一致", Clock),
        25 => new SettleDispute("重新确认", Clock),
        26 => new WithdrawDrawdown(dice.Number, "录入有误", Clock),
        27 => new RetractDrawdownAnswer(dice.Number, "误确认", Clock),
        28 => new ReopenDeal("误结案", SlotsLeft: dice.Yes ? 1 : 0, MetAgain: false, ground, Clock),
        29 => new SendReminder("请尽快办理", Clock),
        30 => new AssignOfficer(dice.Yes ? Manager : Deputy, "轮岗", Clock),
        31 => new AssignInspector(dice.Yes ? "inspector-1" : "inspector-2", "轮岗", Clock),
        32 => new FileDocument(Paper(dice.Number), Clock),
        33 => new WithdrawDocument(dice.Yes && deal.Content?.Documents.Count > 0 ? deal.Content.Documents[^1].Document : Paper(dice.Number).Document, "传错版本", Clock),
        _ when dice.Left > 0 => Note(),
        _ => Close((DealOutcome)(dice.Number - 1), "rating", wouldHaveChanged: "更多抵押"),
    };

    private static (DealMove Move, Caller By) Forward(Throw dice, Deal.Live deal, DealGround ground, DateOnly today) => deal switch
    {
        { DocumentsOwed: true } when dice.Number == 1 => (new WithdrawDocumentRequest(deal.Requests.Find(r => !r.Provided)!.Number, "重复索取", Clock), Officer),
        { DocumentsOwed: true } => (Provide(deal.Requests.Find(r => !r.Provided)!.Number, Ledger, Permit), Owner),
        { Stage: DealStage.Opened } => (Visit(today), Officer),
        { Stage: DealStage.Contacted } => (Examine(), Officer),
        { Stage: DealStage.DueDiligence } => (new MakeOffer(Terms(Credit(dice.Millions, 60, -10), today.AddDays(10)), ground, Clock), Officer),
        { OnTheTable: { } offer } => (new AcceptOffer(offer.Number, ground, Clock), offer.By == Side.Bank ? Owner : Officer),
        { Stage: DealStage.Agreed, Agreed: { } agreed } =>
            (new ApproveCredit(dice.Number > 2 ? agreed : Credit(dice.Millions, 60, -10), "批1", ground, Clock), Officer),
        { ApprovalToAnswer: true } => (AnswerApproval(dice.Number > 2, "额度太低"), Owner),
        { Stage: DealStage.Disputed } when dice.Number == 1 => (new SettleDispute("重新确认", Clock), Bureau),
        { Stage: DealStage.Approved or DealStage.Disputed, Approved: { } approved } =>
            (Sign(new SignatureWord(approved, "合同")), deal.BankWord == new SignatureWord(approved, "合同") ? Owner : Officer),
        _ when deal.Drawdowns.Find(d => d.Status == DrawdownStatus.Reported) is { } drawdown => (AnswerDrawdown(drawdown.Number, dice.Yes, "未到账"), Owner),
        { Signed: { } signed } when dice.Yes && deal.Drawn < signed.Line => (Draw(5, today), Officer),
        _ => (Close(DealOutcome.Funded), Officer),
    };
}
