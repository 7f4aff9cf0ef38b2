using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Secrets, tokens and users.</summary>
internal static partial class IdentityServices
{
    /// <summary>
    /// What OWASP asks of PBKDF2 with HMAC-SHA512 (Password Storage Cheat Sheet, 2023); twice the framework's default. About 0.1 s a sign-in.
    /// </summary>
    private const int HashIterations = 210_000;

    public static void AddMarketIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        var options = (configuration.GetSection(MarketIdentityOptions.Section).Get<MarketIdentityOptions>() ?? new MarketIdentityOptions()).Checked();
        services.AddSingleton(options);
        services.AddSingleton(_ => InstallationKeys.Open(options.KeyFolder));
        services.AddSingleton(provider => new CursorSeal(provider.GetRequiredService<InstallationKeys>().Derive("cursors")));
        services.AddSingleton<TokenIssuer>();
        services.AddBearerTokens();
        services.AddUsers();
    }

    /// <summary>Opens the keys, so that a flaw in them stops the start and not the first sign-in; sees to it that there is an operator.</summary>
    public static async Task PrepareIdentityAsync(this WebApplication app)
    {
        var services = app.Services;
        services.GetRequiredService<InstallationKeys>();
        var options = services.GetRequiredService<MarketIdentityOptions>();
        if (options.Authority is not null) return;

        var operators = await services.GetRequiredService<IEventStore>().QueryAsync(
            new Sql("select 1 from market_user where role = 'operator' and deactivated_at is null limit 1"), _ => 1, app.Lifetime.ApplicationStopping);
        if (operators.Count > 0) return;
        if (options.FirstOperator is { } first)
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<UserDesk>().EnsureUserAsync(new NewUser(first.UserName, "Operator 平台运维", Role.Operator, null, null, first.Password));
        }
        else if (!app.Environment.IsDevelopment())
        {
            LogNoOperator(services.GetRequiredService<ILoggerFactory>().CreateLogger("ClimateFinance.Identity"));
        }
    }

    // AddAuthentication would also make a data-protection key ring at each start, in the user's home folder. It protects cookies; we have none.
    private static void AddBearerTokens(this IServiceCollection services)
    {
        services.AddAuthenticationCore(options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoOtherSchemes>();
        new AuthenticationBuilder(services).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<MarketIdentityOptions, InstallationKeys, TimeProvider>(BearerTokens.Configure);
    }

    private static void AddUsers(this IServiceCollection services)
    {
        services.AddDbContext<IdentityDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<PostgresDatabase>().Source));
        services.AddIdentityCore<MarketUser>(options =>
            {
                options.Lockout.MaxFailedAccessAttempts = MarketUsers.MaxFailures;
                options.Lockout.DefaultLockoutTimeSpan = MarketUsers.LockedFor;
                options.Password.RequiredLength = MarketUsers.MinPasswordLength;
                options.Password.RequiredUniqueChars = 1;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddUserManager<MarketUsers>()
            .AddSignInManager()
            .AddEntityFrameworkStores<IdentityDb>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.AddSingleton<Decoy>();
        services.AddSingleton<RefreshTokens>();
        services.AddScoped<SignIn>();
        services.AddScoped<UserDesk>();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no operator, so nobody can add users. Start once with Identity__FirstOperator__UserName and Identity__FirstOperator__Password set.")]
    private static partial void LogNoOperator(ILogger logger);

    /// <summary>Tokens are configured in the section <c>Identity</c> and nowhere else.</summary>
    private sealed class NoOtherSchemes : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
