namespace ClimateFinance.Api.Features.Projects;

/// <summary>Low-carbon projects 项目: from the draft to admission 入库 and completion.</summary>
internal static class ProjectRoutes
{
    public static void MapProjects(this RouteGroupBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects");
        DraftProject.Map(projects);
        ReviseProject.Map(projects);
        SubmitProject.Map(projects);
        ReviewProject.Map(projects);
        AdmitProject.Map(projects);
        ClassifyProject.Map(projects);
        MeasureReduction.Map(projects);
        CompleteProject.Map(projects);
        WithdrawProject.Map(projects);
        EstimateReduction.Map(projects);
        ListProjects.Map(projects);
        ListAffectedEstimates.Map(projects);
        GetLibraryStatistics.Map(projects);
        GetProject.Map(projects);
        GetProjectReduction.Map(projects);
        GetClassification.Map(projects);
        GetMeasurements.Map(projects);
    }
}
