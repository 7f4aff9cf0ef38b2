using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Needs;

/// <summary>What is checked before a need comes to the market.</summary>
internal static class Publication
{
    public static Decision<Need> Decide(NeedFile file, int revision, NeedSheet sheet, NeedFunding funding, PublishNeed command, DateOnly today)
    {
        if (!command.EnterpriseVerified) return Refusal.Rule("enterprise.not_verified");
        var flaw = sheet.Flaw() ?? DateFlaw(sheet, today) ?? FundingFlaw(sheet, funding) ?? ProjectFlaw(file, sheet, command.Project);
        return flaw ?? Decision<Need>.Of(new NeedPublished(file.Id, file.Enterprise, revision, sheet, today));
    }

    private static Refusal? DateFlaw(NeedSheet sheet, DateOnly today) =>
        sheet.WantedOn < today ? Refusal.Rule("need.wanted_date_past", ("wantedOn", sheet.WantedOn), ("today", today)) : null;

    // A revision must still ask for something that its deals did not bring yet.
    private static Refusal? FundingFlaw(NeedSheet sheet, NeedFunding funding) =>
        sheet.Amount <= funding.Amount
            ? Refusal.Rule("need.amount_funded_already", ("amountCny", sheet.Amount.Value), ("fundedCny", funding.Amount.Value))
            : null;

    private static Refusal? ProjectFlaw(NeedFile file, NeedSheet sheet, NeedProject? project)
    {
        if (sheet.Project is not { } named) return null;

        // Another enterprise's project is as unknown as none at all.
        if (project is null || project.Project != named || project.Enterprise != file.Enterprise)
            return Refusal.Rule("need.project_unknown", ("project", named.Value));
        if (!project.Admitted) return Refusal.Rule("need.project_not_admitted", ("project", named.Value));

        var gap = project.Investment - project.OwnCapital;
        return sheet.Amount + project.OtherOpenNeeds > gap
            ? Refusal.Rule(
                "need.exceeds_financing_gap",
                ("amountCny", sheet.Amount.Value),
                ("otherOpenNeedsCny", project.OtherOpenNeeds.Value),
                ("investmentCny", project.Investment.Value),
                ("ownCapitalCny", project.OwnCapital.Value),
                ("gapCny", gap.Value))
            : null;
    }
}
