using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Presets;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Npgsql;

namespace ClimateFinance.Api.Hosting;

/// <summary>The failures of a start that a person can do something about, in plain words; any other is a bug and keeps its stack.</summary>
internal static class StartFailure
{
    public static string? Explain(Exception exception) => exception switch
    {
        EmbeddedPostgresException database => $"The database did not start. {database.Message}",
        StoreUnavailableException store => $"{store.Message} Is the database of ConnectionStrings__Market up, and may this user log in? ({store.InnerException?.Message})",
        Identity.IdentitySetupException identity => $"Sign-in cannot be set up. {identity.Message}",
        MigrationException migration => $"The database's tables are not as this version needs them. {migration.Message}",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } io => $"{io.Message} Choose another address with --urls.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege } refused =>
            $"The database of ConnectionStrings__Market refuses: {refused.MessageText}",
        NpgsqlException when PostgresDatabase.IsAway(exception) =>
            $"The database cannot be reached. Is the one of ConnectionStrings__Market up, and has it connections left? ({(exception.InnerException ?? exception).Message})",
        PresetException preset => $"The preset was not loaded. {preset.Message}",
        OperationCanceledException => "Stopped before it was up.",
        _ => null,
    };
}
