using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/invitations/acceptance: the invited chooses a password.</summary>
internal static class AcceptInvitation
{
    private const string Description =
        """
        Spends the token of an invitation, of a password renewal, or of the first operator (in the host's key folder) on a password: 12 to 128 characters
        of any kind, without the user name in it, and none of those that are tried first. A refused password leaves the token good. After a renewal every
        sign-in of the user has ended. Then sign in with the name that the answer gives;
        where its role needs a second factor and has none yet, enrol it first (`/identity/second-factor/enrolment`). A token that is unknown, spent, taken back or too old is
        one and the same 404.
        """;

    internal sealed record Request(string Token, string Password);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/invitations/acceptance", Handle)
        .Operation(nameof(AcceptInvitation), "Choose a password by an invitation", Description, 404, 409)
        .Produces<UserView>()
        .ForAnyone()
        .Example(new Request(InvitationReceipt.Example.Token, "correct horse battery staple"), UserView.Example);

    private static async Task<IResult> Handle(
        Body<Request> body, Invitations invitations, FirstOperator first, MarketIdentityOptions options, SecondFactors factors, HttpContext http,
        CancellationToken cancellation)
    {
        var (user, flaws, refusal) = await invitations.AcceptAsync(body.Value.Token, body.Value.Password, options.OperatorToken, cancellation);
        if (flaws.Count > 0) return Problem.Of(flaws);
        if (refusal is not null) return Problem.Of(refusal);
        if (user!.Role == Domain.Shared.Role.Operator) first.SpentBy(body.Value.Token);
        return IdentityReply.Secret(
            http, StatusCodes.Status200OK, null, UserView.Of(user) with { SecondFactor = await factors.HasAsync(user.Id, cancellation) });
    }
}
