using System.Text.Json.Serialization;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Presets;

/// <summary>Something that happens outside a deal. The member <c>do</c> says what.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(RegisterBank), "registerBank")]
[JsonDerivedType(typeof(VerifyBank), "verifyBank")]
[JsonDerivedType(typeof(RegisterEnterprise), "registerEnterprise")]
[JsonDerivedType(typeof(VerifyEnterprise), "verifyEnterprise")]
[JsonDerivedType(typeof(RecordGrade), "recordGrade")]
[JsonDerivedType(typeof(RecordPenalty), "recordPenalty")]
[JsonDerivedType(typeof(SubmitProject), "submitProject")]
[JsonDerivedType(typeof(AdmitProject), "admitProject")]
[JsonDerivedType(typeof(ReturnProject), "returnProject")]
[JsonDerivedType(typeof(PublishProduct), "publishProduct")]
[JsonDerivedType(typeof(PublishNeed), "publishNeed")]
[JsonDerivedType(typeof(PlanMeeting), "planMeeting")]
[JsonDerivedType(typeof(InviteToMeeting), "inviteToMeeting")]
[JsonDerivedType(typeof(HoldMeeting), "holdMeeting")]
[JsonDerivedType(typeof(RecordAttendance), "recordAttendance")]
[JsonDerivedType(typeof(RecordPresentation), "recordPresentation")]
[JsonDerivedType(typeof(CloseMeeting), "closeMeeting")]
public abstract record PresetStep : IPresetStep
{
    private PresetStep()
    {
    }

    public required int Day { get; init; }

    public required string By { get; init; }

    /// <summary>The fixture it concerns, if it is the only one: what happens on one day to different ones happens side by side. Null waits its turn.</summary>
    [JsonIgnore]
    public string? Subject => this switch
    {
        RegisterBank it => it.Bank,
        VerifyBank it => it.Bank,
        RegisterEnterprise it => it.Enterprise,
        VerifyEnterprise it => it.Enterprise,
        RecordGrade it => it.Enterprise,
        RecordPenalty it => it.Enterprise,
        SubmitProject it => it.Project,
        AdmitProject it => it.Project,
        ReturnProject it => it.Project,
        PublishProduct it => it.Product,
        PublishNeed it => it.Need,
        _ => null,
    };

    public sealed record RegisterBank : PresetStep
    {
        public required string Bank { get; init; }
    }

    public sealed record VerifyBank : PresetStep
    {
        public required string Bank { get; init; }
    }

    public sealed record RegisterEnterprise : PresetStep
    {
        public required string Enterprise { get; init; }
    }

    public sealed record VerifyEnterprise : PresetStep
    {
        public required string Enterprise { get; init; }
    }

    /// <summary>The environmental grade 绩效分级, with the day of its document.</summary>
    public sealed record RecordGrade : PresetStep
    {
        public required string Enterprise { get; init; }

        public required EnvironmentalGrade Grade { get; init; }

        public required int OnDay { get; init; }

        public required string DocumentNo { get; init; }
    }

    /// <summary>An environmental penalty 行政处罚, with the day of its document.</summary>
    public sealed record RecordPenalty : PresetStep
    {
        public required string Enterprise { get; init; }

        public required int OnDay { get; init; }

        public required string DocumentNo { get; init; }

        public required string Kind { get; init; }

        public required string Text { get; init; }
    }

    /// <summary>Drafts the project if it is new, and submits it; after a return, submits it again.</summary>
    public sealed record SubmitProject : PresetStep
    {
        public required string Project { get; init; }
    }

    public sealed record AdmitProject : PresetStep
    {
        public required string Project { get; init; }
    }

    public sealed record ReturnProject : PresetStep
    {
        public required string Project { get; init; }

        public required IReadOnlyList<ReturnReason> Reasons { get; init; }
    }

    public sealed record PublishProduct : PresetStep
    {
        public required string Product { get; init; }
    }

    public sealed record PublishNeed : PresetStep
    {
        public required string Need { get; init; }
    }

    public sealed record PlanMeeting : PresetStep
    {
        public required int HeldDay { get; init; }
    }

    public sealed record InviteToMeeting : PresetStep
    {
        public required string Organisation { get; init; }
    }

    public sealed record HoldMeeting : PresetStep;

    public sealed record RecordAttendance : PresetStep
    {
        public required string Organisation { get; init; }

        /// <summary>What it spoke about.</summary>
        public required IReadOnlyList<string> Topics { get; init; }
    }

    /// <summary>A product or a project was presented: one of the two.</summary>
    public sealed record RecordPresentation : PresetStep
    {
        public string? Product { get; init; }

        public string? Project { get; init; }
    }

    public sealed record CloseMeeting : PresetStep;
}
