using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>GET /matching/policy: what is in force today and every version there ever was, for everybody: nobody is judged by secret weights.</summary>
internal static class GetPolicy
{
    private const int MaxVersions = 10_000;

    /// <param name="InForceVersion">The version that decides today.</param>
    /// <param name="Versions">Newest first.</param>
    internal sealed record Reply(int InForceVersion, IReadOnlyList<PolicyVersionView> Versions);

    public static void Map(RouteGroupBuilder matching) => matching.MapGet("/policy", Handle)
        .Query<Reply>(nameof(GetPolicy), "The weights and limits in force, and every version before and to come")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Rulebook rules, IEventStore store, CancellationToken cancellation)
    {
        var history = await store.ReadStreamAsync(PolicyBook.StreamId, 0, MaxVersions, cancellation);
        var versions = history.Where(e => e.Data is PolicyAdopted).Select(View).OrderByDescending(v => v.Version).ToArray();
        var inForce = versions.FirstOrDefault(v => v.Policy.EffectiveFrom <= rules.Today) ?? versions[^1];
        return new QueryReply<Reply>(new Reply(inForce.Version, versions), history[^1].Version);
    }

    private static PolicyVersionView View(RecordedEvent happened)
    {
        var adopted = (PolicyAdopted)happened.Data;
        return new PolicyVersionView(adopted.Policy.Version, PolicyBody.Of(adopted.Policy), adopted.Reason, happened.Context.Role, happened.At);
    }
}
