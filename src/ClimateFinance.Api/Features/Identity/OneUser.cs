using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>The user after a command.</summary>
internal static class OneUser
{
    /// <summary>404 where the caller looks after no such user; 409 with this code where nothing was done; else the user.</summary>
    public static async Task<IResult> AfterAsync(
        Guid user, bool done, string nothingDoneCode, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(Of(user, caller), UserView.Map, cancellation);
        return rows switch
        {
            [] => Problem.Of(Refusal.Unknown("user.unknown")),
            _ when !done => Problem.Of(Refusal.Rule(nothingDoneCode)),
            _ => IdentityReply.Of(rows[0]),
        };
    }

    public static Sql Of(Guid user, QueryCaller caller) => new(
        $"select {UserView.Columns} from market_user u where {UserVisibility.Rows} and u.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, user);
}
