using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>PUT /enterprises/{id}/profile: what a verification vouches for asks for a new one when it changes.</summary>
internal static class ReviseEnterpriseProfile
{
    internal sealed record Request(EnterpriseProfileBody Profile);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPut("/{enterpriseId:guid}/profile", Handle)
        .Command<EnterpriseReceipt>(nameof(ReviseEnterpriseProfile), "Change the profile; name, region and industry need a new verification")
        .For(Audience.Enterprise)
        .Example(new Request(EnterpriseProfileBody.Example), EnterpriseReceipt.Example with { Version = 3 });

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var profile = body.Value.Profile.Read(check, "profile");
        if (check.Failed) return check.Problem();
        return await EnterpriseMove.RunAsync(run, enterpriseId, new Domain.Parties.ReviseEnterpriseProfile(profile), cancellation);
    }
}
