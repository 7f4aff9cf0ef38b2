using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Secrets, tokens and users.</summary>
internal static class IdentityServices
{
    /// <summary>
    /// What OWASP asks of PBKDF2 with HMAC-SHA512 (Password Storage Cheat Sheet, 2023); twice the framework's default. About 0.1 s a sign-in.
    /// </summary>
    private const int HashIterations = 210_000;

    public static void AddMarketIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetSection($"{MarketIdentityOptions.Section}:FirstOperator").Exists())
            throw new IdentitySetupException(
                $"{MarketIdentityOptions.Section}__FirstOperator is read no more, because a password in a configuration is known to whoever reads it. "
                + $"Take it away: an installation without an operator finds a one-time token in {FirstOperator.File} in its key folder.");
        var options = (configuration.GetSection(MarketIdentityOptions.Section).Get<MarketIdentityOptions>() ?? new MarketIdentityOptions()).Checked();
        services.AddSingleton(options);
        services.AddSingleton(_ => InstallationKeys.Open(options.KeyFolder));
        services.AddSingleton(provider => new CursorSeal(provider.GetRequiredService<InstallationKeys>().Derive("cursors")));
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<EndedSessions>();
        services.AddBearerTokens();
        services.AddUsers();
    }

    /// <summary>Opens the keys, so that a flaw in them stops the start and not the first sign-in; sees to it that there can be an operator.</summary>
    public static async Task PrepareIdentityAsync(this WebApplication app)
    {
        var services = app.Services;
        services.GetRequiredService<InstallationKeys>();
        if (services.GetRequiredService<MarketIdentityOptions>().Authority is not null) return;

        var cancellation = app.Lifetime.ApplicationStopping;
        await EndedSessionsWatch.LearnAsync(
            services.GetRequiredService<IEventStore>(), services.GetRequiredService<EndedSessions>(), services.GetRequiredService<TimeProvider>(), cancellation);

        // A demonstration brings its own.
        if (!app.Environment.IsDevelopment()) await services.GetRequiredService<FirstOperator>().OfferAsync(cancellation);
    }

    // AddAuthentication would also make a data-protection key ring at each start, in the user's home folder. It protects cookies; we have none.
    private static void AddBearerTokens(this IServiceCollection services)
    {
        services.AddAuthenticationCore(options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoOtherSchemes>();
        new AuthenticationBuilder(services).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<MarketIdentityOptions, InstallationKeys, EndedSessions, TimeProvider>(BearerTokens.Configure);
    }

    private static void AddUsers(this IServiceCollection services)
    {
        services.AddSingleton<IPasswordHasher<MarketUser>, PasswordHasher<MarketUser>>();
        services.AddSingleton<MarketUsers>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.AddSingleton<Decoy>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<IdentityActs>();
        services.AddSingleton<FirstOperator>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<ClientTokens>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<UserDesk>();
    }

    /// <summary>Tokens are configured in the section <c>Identity</c> and nowhere else.</summary>
    private sealed class NoOtherSchemes : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
