using ClimateFinance.Api.Http.Queries;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Secrets, tokens and users.</summary>
internal static class IdentityServices
{
    public static void AddMarketIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        var options = (configuration.GetSection(MarketIdentityOptions.Section).Get<MarketIdentityOptions>() ?? new MarketIdentityOptions()).Checked();
        services.AddSingleton(options);
        services.AddSingleton(_ => InstallationKeys.Open(options.KeyFolder));
        services.AddSingleton(provider => new CursorSeal(provider.GetRequiredService<InstallationKeys>().Derive("cursors")));
        services.AddSingleton<TokenIssuer>();

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<MarketIdentityOptions, InstallationKeys, TimeProvider>(BearerTokens.Configure);
    }

    /// <summary>Opens the keys, so that a flaw in them stops the start and not the first sign-in.</summary>
    public static void PrepareIdentity(this WebApplication app) => app.Services.GetRequiredService<InstallationKeys>();
}
