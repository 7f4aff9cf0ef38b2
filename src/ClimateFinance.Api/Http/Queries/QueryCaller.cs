using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Http.Queries;

/// <summary>The caller of a query, as arguments that narrow the SQL.</summary>
internal sealed class QueryCaller(IHttpContextAccessor accessor)
{
    public Caller Caller { get; } = CallerClaims.Of(accessor.HttpContext!.User);

    /// <summary>The role as text: <c>enterprise</c>, <c>bank</c>, <c>bureau</c>, <c>operator</c>.</summary>
    public SqlArgument Role => Audiences.NameOf(Caller.Role);

    public SqlArgument Organisation => Caller.Organisation;

    /// <summary>For a bureau the digits of its region that count, as the prefix of a LIKE (<c>1304%</c>); null for others.</summary>
    public SqlArgument RegionPattern => Caller is { Role: Domain.Shared.Role.Bureau, Region: { } region } ? $"{region.Prefix}%" : (string?)null;
}
