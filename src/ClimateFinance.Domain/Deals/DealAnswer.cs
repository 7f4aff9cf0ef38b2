using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Deals;

/// <summary>What a single move gives: its facts and the ground they may draw on, or a refusal.</summary>
internal sealed record DealAnswer(IReadOnlyList<IEvent<Deal>> Events, Refusal? Refusal, DealGround? Ground)
{
    public static implicit operator DealAnswer(Refusal refusal) => new([], refusal, null);

    public static DealAnswer One(IEvent<Deal> happened) => new([happened], null, null);

    /// <summary>A fact that may raise what the deal holds of the quota or takes of the need.</summary>
    public static DealAnswer Drawing(IEvent<Deal> happened, DealGround ground) => new([happened], null, ground);
}

/// <summary>Whose move it is, and at which stage.</summary>
internal static class DealRights
{
    public static bool MayKnow(DealFile file, Caller by) =>
        by.Role == Role.System || by.Is(file.Bank) || by.Is(file.Enterprise) || by.Oversees(file.Region);

    public static Side SideOf(Deal.Live deal, Circumstance circumstance) => circumstance.By.Is(deal.File.Bank) ? Side.Bank : Side.Enterprise;

    public static DealAnswer? BankOnly(Deal.Live deal, Circumstance circumstance) => circumstance.By.Is(deal.File.Bank) ? null : NotYours("bank");

    public static DealAnswer? EnterpriseOnly(Deal.Live deal, Circumstance circumstance) =>
        circumstance.By.Is(deal.File.Enterprise) ? null : NotYours("enterprise");

    public static DealAnswer? PartyOnly(Deal.Live deal, Circumstance circumstance) =>
        circumstance.By.Is(deal.File.Bank) || circumstance.By.Is(deal.File.Enterprise) ? null : NotYours("party");

    public static DealAnswer? BureauOnly(Deal.Live deal, Circumstance circumstance) =>
        circumstance.By.Oversees(deal.File.Region) ? null : NotYours("bureau");

    public static DealAnswer? SystemOnly(Circumstance circumstance) => circumstance.By.Role == Role.System ? null : NotYours("system");

    public static DealAnswer WrongStage(Deal.Live deal, params DealStage[] needed) =>
        Refusal.Rule("deal.wrong_stage", ("stage", deal.Stage), ("needed", string.Join(", ", needed.Select(Written))));

    /// <summary>As callers read and write it.</summary>
    private static string Written(DealStage stage) => $"{char.ToLowerInvariant(stage.ToString()[0])}{stage.ToString()[1..]}";

    private static DealAnswer NotYours(string owner) => Refusal.Forbidden("deal.not_your_move", ("owner", owner));
}
