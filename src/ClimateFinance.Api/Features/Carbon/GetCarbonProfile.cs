using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>
/// GET /enterprises/{id}/carbon-profile: years, intensity, allowances, grades, penalties, and how far its promises were kept. For itself, the
/// bureau of its region, and banks that share a deal with it.
/// </summary>
internal static class GetCarbonProfile
{
    /// <param name="Years">Oldest first.</param>
    /// <param name="KeyEmitterYears">Years on whose list of key emitters it stands.</param>
    /// <param name="Promised">What its projects promised for the days that were measured, beside what came.</param>
    internal sealed record Reply(
        Guid EnterpriseId, string Name, bool Illustrative, IReadOnlyList<YearBody> Years, IReadOnlyList<int> KeyEmitterYears,
        IReadOnlyList<GradeBody> Grades, IReadOnlyList<PenaltyBody> Penalties, KeptBody Promised);

    /// <param name="Intensity">tCO2e per tonne of product; null while a figure is not stated.</param>
    /// <param name="IntensityChangePercent">Against the year before.</param>
    /// <param name="AllowanceBalanceTco2e">Held less surrendered; below zero is a shortfall.</param>
    internal sealed record YearBody(
        int Year, decimal? OutputT, decimal? EnergyTce, decimal? Scope1Tco2e, decimal? Scope2Tco2e, decimal? EmissionsTco2e, decimal? Intensity,
        decimal? IntensityChangePercent, bool? EtsCovered, decimal? AllowanceTco2e, decimal? SurrenderedTco2e, decimal? AllowanceBalanceTco2e, string? Verifier);

    internal sealed record GradeBody(string Grade, DateOnly GradedOn, string DocumentNumber);

    internal sealed record PenaltyBody(DateOnly PenalisedOn, string DocumentNumber, string Kind);

    /// <param name="Credibility">0 to 10 000: full when what came is at least what was promised; null before anything was measured.</param>
    internal sealed record KeptBody(int MeasuredDays, decimal PromisedTco2e, decimal MeasuredTco2e, decimal? KeptPercent, int? Credibility);

    private const string Visible =
        """
        (($1 = 'enterprise' and e.id = $2) or ($1 = 'bureau' and e.region like $3)
          or ($1 = 'bank' and exists (select from deal d where d.enterprise_id = e.id and d.bank_id = $2)))
        """;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/enterprises/{enterpriseId:guid}/carbon-profile", Handle)
        .Query<Reply>(nameof(GetCarbonProfile), "An enterprise's output, energy and emissions by year, its allowances, grades and penalties, and promises kept")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid enterpriseId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var enterprise = load.Rows(
            new Sql($"select e.name, e.illustrative from enterprise e where {Visible} and e.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, enterpriseId),
            row => (Name: row.GetString(0), Illustrative: row.GetBoolean(1)));
        var years = load.Rows(
            new Sql("select figures from enterprise_year where enterprise_id = $1 order by year", enterpriseId),
            row => JsonSerializer.Deserialize<EnterpriseYear>(row.GetString(0), EventJson.Options)!);
        var lists = load.Rows(new Sql("select year from key_emitter where enterprise_id = $1 and listed order by year", enterpriseId), row => row.GetInt32(0));
        var grades = load.Rows(
            new Sql("select grade, graded_on, document_number from enterprise_grade where enterprise_id = $1 and not withdrawn order by graded_on, version", enterpriseId),
            row => new GradeBody(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetString(2)));
        var penalties = load.Rows(
            new Sql("select penalised_on, document_number, kind from enterprise_penalty where enterprise_id = $1 and not withdrawn order by penalised_on, version", enterpriseId),
            row => new PenaltyBody(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2)));
        var measured = load.Rows(
            new Sql(
                """
                select p.reduction_tco2e_per_year, sum(m.to_on - m.from_on + 1)::integer, sum(m.tco2e)
                from project_measurement m join project p on p.id = m.project_id where m.enterprise_id = $1 and m.standing group by p.id
                """,
                enterpriseId),
            row => PromiseKept.Of(row.GetDecimal(0), row.GetInt32(1), row.GetDecimal(2)));
        await store.LoadAsync(load, cancellation);

        if (enterprise.Rows.Count == 0) return Problem.Of(Refusal.Unknown("enterprise.unknown"));
        var kept = PromiseKept.Sum(measured.Rows);
        return QueryReply.Of(new Reply(
            enterpriseId, enterprise.One.Name, enterprise.One.Illustrative,
            [.. years.Rows.Select((y, i) => Body(y, i == 0 ? null : years.Rows[i - 1]))], lists.Rows, grades.Rows, penalties.Rows,
            new KeptBody(kept.MeasuredDays, kept.PromisedTco2e, kept.MeasuredTco2e, kept.Percent, kept.Credibility())));
    }

    private static YearBody Body(EnterpriseYear year, EnterpriseYear? before) => new(
        year.Year, year.OutputT, year.EnergyTce, year.Scope1Tco2e, year.Scope2Tco2e, year.EmissionsTco2e(), year.Intensity(),
        before?.Year == year.Year - 1 && before.Intensity() is > 0m and var earlier && year.Intensity() is { } now
            ? decimal.Round((now - earlier) / earlier * 100m, 2, MidpointRounding.AwayFromZero)
            : null,
        year.EtsCovered, year.AllowanceTco2e, year.SurrenderedTco2e, year.AllowanceBalance(), year.Verifier);
}
