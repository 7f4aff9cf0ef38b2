using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>Signing in, and the users who may.</summary>
internal static class IdentityRoutes
{
    public static void MapIdentity(this RouteGroupBuilder api)
    {
        var identity = api.MapGroup("/identity").WithTags("Identity");
        GetMe.Map(identity);
        ExportMe.Map(identity);

        var own = identity.MapGroup("").WithOwnIssuerOnly();
        Login.Map(own);
        RefreshSession.Map(own);
        SignOut.Map(own);
        CreateUser.Map(own);
        DeactivateUser.Map(own);
        ListUsers.Map(own);
        GetUser.Map(own);
        InviteUser.Map(own);
        ListInvitations.Map(own);
        RevokeInvitation.Map(own);
        AcceptInvitation.Map(own);
        RenewPassword.Map(own);
        ReactivateUser.Map(own);
        SignOutUser.Map(own);
        ListUserActs.Map(own);
        ListSessions.Map(own);
        EndSession.Map(own);
        SignOutEverywhere.Map(own);
        ChangePassword.Map(own);
        EnrolSecondFactor.Map(own);
        ConfirmSecondFactor.Map(own);
        RemoveSecondFactor.Map(own);
        ResetSecondFactor.Map(own);
        CreateClient.Map(own);
        ListClients.Map(own);
        GetClient.Map(own);
        AddClientSecret.Map(own);
        RevokeClientSecret.Map(own);
        RevokeClient.Map(own);
        IssueClientToken.Map(own);
        ListSigningKeys.Map(own);
        AddSigningKey.Map(own);
    }

    /// <summary>
    /// A command of this area. It keeps no event and no answer: a token must not be stored to be given out again, so an
    /// <c>Idempotency-Key</c> changes nothing here.
    /// </summary>
    public static RouteHandlerBuilder Operation(this RouteHandlerBuilder route, string name, string summary, string description, params ReadOnlySpan<int> problems) =>
        route.WithName(name).WithSummary(summary).WithDescription(description).Refusing(problems);

    private static RouteGroupBuilder WithOwnIssuerOnly(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
        context.HttpContext.RequestServices.GetRequiredService<MarketIdentityOptions>().Authority is { } authority
            ? Problem.Of(Refusal.Rule("identity.other_authority", ("authority", authority)))
            : await next(context));
}
