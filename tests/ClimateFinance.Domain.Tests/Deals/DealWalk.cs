using System.Text.Json;
using System.Text.Json.Serialization;
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
/// <param name="Kind">A move by its number; from <see cref="DealWalk.Kinds"/> on, the move that brings the deal forward.</param>
/// <param name="Millions">A line or an amount.</param>
/// <param name="Left">What is said to be left of the quota, where the walk does not know it.</param>
internal sealed record Throw(int Deal, int Kind, Caller By, int Number, int Millions, int Left, int Days, bool Yes);

/// <summary>Anybody does anything to a deal at any time.</summary>
internal static class DealWalk
{
    public const int Kinds = 16;

    private static readonly Caller[] Everyone =
    [
        .. Enumerable.Repeat(Officer, 8), .. Enumerable.Repeat(Owner, 8), Bureau, Some.System,
        OtherOfficer, OtherOwner, Impostor, BankImpostor, FarBureau, NoRegion, Some.Operator,
    ];

    private static readonly JsonSerializerOptions Plain = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles };

    public static Arbitrary<Throw[]> Of(int deals, int length) =>
        (from deal in Gen.Choose(0, deals - 1)
         from kind in Gen.Choose(0, Kinds + 3)
         from caller in Gen.Elements(Everyone)
         from number in Gen.Choose(1, 4)
         from millions in Gen.Elements(5, 10, 20, 40, 50, 60)
         from left in Gen.Elements(0, 10, 40, 1_000)
         from days in Gen.Frequency((5, Gen.Constant(0)), (2, Gen.Choose(1, 3)), (1, Gen.Constant(20)))
         from yes in Gen.Elements(true, true, true, false)
         select new Throw(deal, kind, caller, number, millions, left, days, yes)).ArrayOf(length).ToArbitrary();

    /// <summary>The move and who makes it.</summary>
    public static (DealMove Move, Caller By) Read(Throw dice, Deal deal, Cny quotaLeft, DateOnly today) =>
        dice.Kind >= Kinds && deal is Deal.Live live ? Forward(dice, live, quotaLeft, today) : (Any(dice, quotaLeft, today), dice.By);

    /// <summary>All that a deal is, as text: records compare their lists by reference.</summary>
    public static string Told(Deal deal) => deal.GetType().Name + JsonSerializer.Serialize(deal, deal.GetType(), Plain);

    private static DealMove Any(Throw dice, Cny quotaLeft, DateOnly today) => dice.Kind switch
    {
        0 => Visit(today.AddDays(dice.Yes ? 0 : 1)),
        1 => Ask(dice.Yes ? ["ledger"] : ["ledger", "permit"]),
        2 => Provide(dice.Number, Ledger, Permit),
        3 => Examine(),
        4 or 5 => new MakeOffer(Terms(Credit(dice.Millions, 60, -10), today.AddDays(dice.Yes ? 10 : -1)), quotaLeft, Clock),
        6 => Withdraw(dice.Number),
        7 => new AcceptOffer(dice.Number, quotaLeft, Clock),
        8 => new ApproveCredit(Credit(dice.Millions, 60, -10), "批1", quotaLeft, Clock),
        9 => AnswerApproval(dice.Yes, "额度太低"),
        10 => Sign(new SignatureWord(Credit(dice.Millions, 60, -10), "合同")),
        11 => Draw(dice.Millions, today.AddDays(dice.Yes ? 0 : -5)),
        12 => AnswerDrawdown(dice.Number, dice.Yes, "未到账"),
        13 => Note(),
        14 => Open(),
        _ when dice.Left > 0 => Note(),
        _ => Close((DealOutcome)(dice.Number - 1), "rating", wouldHaveChanged: "更多抵押"),
    };

    private static (DealMove Move, Caller By) Forward(Throw dice, Deal.Live deal, Cny quotaLeft, DateOnly today) => deal switch
    {
        { DocumentsOwed: true } => (Provide(deal.Requests.Find(r => !r.Provided)!.Number, Ledger, Permit), Owner),
        { Stage: DealStage.Opened } => (Visit(today), Officer),
        { Stage: DealStage.Contacted } => (Examine(), Officer),
        { Stage: DealStage.DueDiligence } => (new MakeOffer(Terms(Credit(dice.Millions, 60, -10), today.AddDays(10)), quotaLeft, Clock), Officer),
        { OnTheTable: { } offer } => (new AcceptOffer(offer.Number, quotaLeft, Clock), offer.By == Side.Bank ? Owner : Officer),
        { Stage: DealStage.Agreed, Agreed: { } agreed } =>
            (new ApproveCredit(dice.Number > 2 ? agreed : Credit(dice.Millions, 60, -10), "批1", quotaLeft, Clock), Officer),
        { ApprovalToAnswer: true } => (AnswerApproval(dice.Number > 2, "额度太低"), Owner),
        { Stage: DealStage.Approved or DealStage.Disputed, Approved: { } approved } =>
            (Sign(new SignatureWord(approved, "合同")), deal.BankWord == new SignatureWord(approved, "合同") ? Owner : Officer),
        _ when deal.Drawdowns.Find(d => d.Status == DrawdownStatus.Reported) is { } drawdown => (AnswerDrawdown(drawdown.Number, dice.Yes, "未到账"), Owner),
        { Signed: { } signed } when dice.Yes && deal.Drawn < signed.Line => (Draw(5, today), Officer),
        _ => (Close(DealOutcome.Funded), Officer),
    };
}
