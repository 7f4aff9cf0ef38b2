using ClimateFinance.Domain.Shared;
using Microsoft.AspNetCore.Authorization;

namespace ClimateFinance.Api.Http.Security;

/// <summary>Who an endpoint is for. Every endpoint states it; one that states nothing is refused to everybody.</summary>
[Flags]
internal enum Audience
{
    None = 0,
    Enterprise = 1,
    Bank = 2,
    Bureau = 4,
    Operator = 8,
    Parties = Enterprise | Bank,
    PartiesAndBureau = Parties | Bureau,
    Everyone = PartiesAndBureau | Operator,
}

internal static class Audiences
{
    /// <summary>States the audience of an endpoint: signed-in callers with one of these roles.</summary>
    public static TBuilder For<TBuilder>(this TBuilder builder, Audience audience)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(audience).RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireRole(RolesOf(audience)));

    /// <summary>States that an endpoint needs no sign-in.</summary>
    public static TBuilder ForAnyone<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AllowAnonymous();

    /// <summary>
    /// The fallback for an endpoint that states no audience: nobody. Where there is no endpoint of ours (an unknown address, a method that an
    /// address does not take) there is nothing to guard, and the answer says what is the matter.
    /// </summary>
    public static AuthorizationPolicy Nobody { get; } = new AuthorizationPolicyBuilder()
        .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
        .Build();

    /// <summary>Refuses every endpoint that states no audience.</summary>
    public static void AddAudiences(this IServiceCollection services) =>
        services.AddAuthorizationBuilder().SetFallbackPolicy(Nobody);

    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    public static string[] RolesOf(Audience audience)
    {
        var roles = new List<string>(4);
        if (audience.HasFlag(Audience.Enterprise)) roles.Add(NameOf(Role.Enterprise));
        if (audience.HasFlag(Audience.Bank)) roles.Add(NameOf(Role.Bank));
        if (audience.HasFlag(Audience.Bureau)) roles.Add(NameOf(Role.Bureau));
        if (audience.HasFlag(Audience.Operator)) roles.Add(NameOf(Role.Operator));
        return [.. roles];
    }
}
