using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class AudienceTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public void Every_address_states_whom_it_is_for()
    {
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.Contains(endpoints, e => e.RoutePattern.RawText == "/api/v1/identity/login");
        var silent = endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.OfType<Audience>().FirstOrDefault() == Audience.None);
        Assert.Empty(silent.Select(e => e.DisplayName));
    }

    [Fact]
    public void Without_a_token_one_only_signs_in_and_out_and_looks_at_what_is_public()
    {
        var open = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true);
        Assert.Equal([
                "/api/v1/identity/invitations/acceptance", "/api/v1/identity/login", "/api/v1/identity/refresh", "/api/v1/identity/second-factor/confirmation",
                "/api/v1/identity/second-factor/enrolment", "/api/v1/identity/second-factor/removal", "/api/v1/identity/sign-out", "/api/v1/identity/token",
            ], open.Select(e => e.RoutePattern.RawText).Order());
    }

    [Fact]
    public async Task A_missing_token_is_answered_with_a_challenge_and_an_unknown_address_with_404()
    {
        var refused = (await app.Anonymous().GetAsync("identity/me")).ExpectProblem(401, "http.unauthorized");
        Assert.Equal("Bearer", refused.Headers["WWW-Authenticate"]);
        (await app.Anonymous().GetAsync("nothing-here")).ExpectProblem(404, "http.not_found");
        (await app.AsOperator().GetAsync("nothing-here")).ExpectProblem(404, "http.not_found");
        (await app.Anonymous().GetAsync("identity/login")).ExpectProblem(405, "http.method_not_allowed");
        (await app.Anonymous().GetAsync("/swagger/index.html")).Expect(200);
    }

    [Fact]
    public async Task The_contract_has_the_bearer_scheme_and_asks_nobody_for_a_token_who_signs_in()
    {
        var contract = (await app.Anonymous().GetAsync("/openapi/climate-finance.v1.json")).Expect(200);
        Assert.Equal("bearer", contract.Str("components.securitySchemes.bearer.scheme"));
        var paths = contract["paths"]!;
        Assert.NotNull(paths["/api/v1/identity/me"]!["get"]!["security"]![0]!["bearer"]);
        Assert.Empty(paths["/api/v1/identity/login"]!["post"]!["security"]!.AsArray());
    }

    [Fact]
    public async Task A_bureau_hears_the_name_of_its_region()
    {
        var me = (await app.AsBureau("130400").GetAsync("identity/me")).Expect(200);
        Assert.Equal("bureau", me.Str("role"));
        Assert.Equal("邯郸市", me.Str("regionName"));
    }
}
