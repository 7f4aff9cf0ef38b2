using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Banks;
using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Features.Projects;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Presets;

/// <summary>
/// Plays the steps of a preset outside its deals: each is the command that a user would send. Keeps which fixture became which id.
/// </summary>
internal sealed class PresetPlayer(PresetFile preset, FixtureSet fixtures, PresetSession session, DateOnly dayOfLoading, IReadOnlyDictionary<string, Guid> organisations)
{
    private readonly ConcurrentDictionary<string, Guid> projects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Guid> products = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Guid> needs = new(StringComparer.Ordinal);
    private Guid? meeting;

    public Guid Meeting => meeting ?? throw new PresetException("The meeting is not planned yet.");

    public DateOnly Day(int offset) => dayOfLoading.AddDays(offset);

    public Guid Need(string id) => Known(needs, id);

    public Guid Product(string id) => Known(products, id);

    public Task PlayAsync(PresetStep step, CancellationToken cancellation) => step switch
    {
        PresetStep.RegisterBank it => RegisterAsync(it, cancellation),
        PresetStep.VerifyBank it => MoveAsync(it, $"banks/{Organisation(it.Bank)}", "verification", new { verified = true }, cancellation),
        PresetStep.RegisterEnterprise it => RegisterAsync(it, cancellation),
        PresetStep.VerifyEnterprise it => MoveAsync(it, $"enterprises/{Organisation(it.Enterprise)}", "verification", new { verified = true }, cancellation),
        PresetStep.RecordGrade it => MoveAsync(
            it, $"enterprises/{Organisation(it.Enterprise)}", "grades", new { grade = it.Grade, gradedOn = Day(it.OnDay), documentNumber = it.DocumentNo }, cancellation),
        PresetStep.RecordPenalty it => MoveAsync(
            it, $"enterprises/{Organisation(it.Enterprise)}", "penalties",
            new { penalisedOn = Day(it.OnDay), documentNumber = it.DocumentNo, kind = it.Kind, words = it.Text }, cancellation),
        PresetStep.SubmitProject it => SubmitAsync(it, cancellation),
        PresetStep.AdmitProject it => MoveAsync(it, $"projects/{Known(projects, it.Project)}", "admission", new { admitted = true }, cancellation),
        PresetStep.ReturnProject it => MoveAsync(it, $"projects/{Known(projects, it.Project)}", "admission", new { admitted = false, reasons = it.Reasons }, cancellation),
        PresetStep.PublishProduct it => PublishAsync(it, cancellation),
        PresetStep.PublishNeed it => PublishAsync(it, cancellation),
        PresetStep.PlanMeeting it => PlanAsync(it, cancellation),
        PresetStep.InviteToMeeting it => MoveAsync(
            it, $"meetings/{Meeting}", "invitations", new { side = SideOf(it.Organisation), organisationId = Organisation(it.Organisation) }, cancellation),
        PresetStep.HoldMeeting it => MoveAsync(it, $"meetings/{Meeting}", "holding", new { heldOn = Day(it.Day) }, cancellation),
        PresetStep.RecordAttendance it => AttendAsync(it, cancellation),
        PresetStep.RecordPresentation it => PresentAsync(it, cancellation),
        PresetStep.CloseMeeting it => MoveAsync(it, $"meetings/{Meeting}", "closure", null, cancellation),
        _ => throw new PresetException($"Unknown step {step.GetType().Name}."),
    };

    private async Task RegisterAsync(PresetStep.RegisterBank step, CancellationToken cancellation)
    {
        var bank = fixtures.Banks[step.Bank];
        var profile = new BankProfileBody(bank.Name, bank.Uscc.Value, bank.RegionCode.Value, bank.Group);
        await session.CreateAsync(step.By, "banks", new { profile, illustrative = bank.Illustrative.Count > 0 }, cancellation);
    }

    private async Task RegisterAsync(PresetStep.RegisterEnterprise step, CancellationToken cancellation)
    {
        var it = fixtures.Enterprises[step.Enterprise];
        var profile = new EnterpriseProfileBody(
            it.Name, it.Uscc.Value, it.RegionCode.Value, it.IndustryCode.Value, it.ProcessRoute, it.Ownership,
            it.CrudeSteelTPerYear ?? it.ClinkerTPerYear, it.EmissionTco2PerYear, it.NationalEtsMember);
        await session.CreateAsync(step.By, "enterprises", new { profile, illustrative = it.Illustrative.Count > 0 }, cancellation);
    }

    private async Task SubmitAsync(PresetStep.SubmitProject step, CancellationToken cancellation)
    {
        if (!projects.TryGetValue(step.Project, out var id))
        {
            var it = fixtures.Projects[step.Project];
            var sheet = new ProjectSheetBody(
                it.Title, it.FilingNumber.Value, it.IndustryCode.Value, it.RegionCode.Value, it.Technology.Value, [it.GreenClass.Value],
                it.InvestmentCny.Value, it.OwnCapitalCny.Value, Day(it.PlannedStartDay), it.ConstructionMonths, [.. it.Lines.Select(ReductionInputBody.Of)]);
            id = Id(await session.CreateAsync(step.By, "projects", new { sheet, illustrative = true }, cancellation), "projectId");
            projects[step.Project] = id;
        }

        await session.MoveAsync(step.By, $"projects/{id}", "submission", null, cancellation);
    }

    private async Task PublishAsync(PresetStep.PublishProduct step, CancellationToken cancellation)
    {
        var it = fixtures.Products[step.Product];
        var terms = ProductTermsBody.Of(it.TermsOn(dayOfLoading));
        var id = Id(await session.CreateAsync(step.By, "products", new { terms, illustrative = true }, cancellation), "productId");
        products[step.Product] = id;
        await session.MoveAsync(step.By, $"products/{id}", "publication", null, cancellation);
    }

    private async Task PublishAsync(PresetStep.PublishNeed step, CancellationToken cancellation)
    {
        var it = fixtures.Needs[step.Need];
        var sheet = new NeedSheetBody(
            it.Purpose, it.AmountCny.Value, it.AmountLeastCny.Value, it.TermMinMonths.Value, it.TermMaxMonths.Value,
            new RateBody(it.RateMax.Benchmark, it.RateMax.SpreadBp), it.CollateralOffered, it.RepaymentPlan, Day(it.WantedDay), it.Description,
            it.Project is null ? null : Known(projects, it.Project));
        var id = Id(await session.CreateAsync(step.By, "needs", new { sheet, illustrative = true }, cancellation), "needId");
        needs[step.Need] = id;
        await session.MoveAsync(step.By, $"needs/{id}", "publication", null, cancellation);
    }

    private async Task PlanAsync(PresetStep.PlanMeeting step, CancellationToken cancellation)
    {
        var it = preset.Meeting;
        var planned = await session.CreateAsync(
            step.By, "meetings",
            new
            {
                title = it.Title,
                on = Day(step.HeldDay),
                place = it.Place,
                region = it.RegionCode.Value,
                organisers = it.Organisers,
                supporters = it.Supporters.Concat(it.Hosts),
                illustrative = it.Illustrative.Count > 0,
            },
            cancellation);
        meeting = Id(planned, "meetingId");
    }

    private Task AttendAsync(PresetStep.RecordAttendance step, CancellationToken cancellation) => MoveAsync(
        step, $"meetings/{Meeting}", "attendance", new { side = SideOf(step.Organisation), organisationId = Organisation(step.Organisation), topics = step.Topics }, cancellation);

    private Role SideOf(string organisation) => fixtures.Banks.ContainsKey(organisation) ? Role.Bank : Role.Enterprise;

    private Task PresentAsync(PresetStep.RecordPresentation step, CancellationToken cancellation) => MoveAsync(
        step, $"meetings/{Meeting}", "presentations",
        new { productId = step.Product is null ? (Guid?)null : Product(step.Product), projectId = step.Project is null ? (Guid?)null : Known(projects, step.Project) },
        cancellation);

    private Task<JsonNode> MoveAsync(PresetStep step, string resource, string move, object? body, CancellationToken cancellation) =>
        session.MoveAsync(step.By, resource, move, body, cancellation);

    private Guid Organisation(string fixture) => Known(organisations, fixture);

    private static Guid Id(JsonNode receipt, string member) => receipt[member]!.GetValue<Guid>();

    private static Guid Known(IReadOnlyDictionary<string, Guid> ids, string fixture) =>
        ids.TryGetValue(fixture, out var id) ? id : throw new PresetException($"'{fixture}' is used before it exists.");
}
