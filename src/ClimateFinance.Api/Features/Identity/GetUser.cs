using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>GET /identity/users/{id}</summary>
internal static class GetUser
{
    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/users/{userId:guid}", Handle)
        .Query<UserView>(nameof(GetUser), "One user")
        .Refusing(409)
        .For(Audience.Bureau | Audience.Operator)
        .Example(null, UserView.Example);

    private static async Task<IResult> Handle(Guid userId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(OneUser.Of(userId, caller), UserView.Map, cancellation);
        return QueryReply.OneOr404(rows, _ => 0, "user.unknown");
    }
}
