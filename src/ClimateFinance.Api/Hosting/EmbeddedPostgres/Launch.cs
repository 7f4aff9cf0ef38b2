using Npgsql;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>Brings the server from whatever state it was left in to the point where it answers with the database in it.</summary>
/// <param name="same">Where a server that died listened: those who are connected to it look for it there. Null: chosen anew.</param>
internal sealed class Launch(Cluster cluster, Place place, ILogger logger, Endpoint? same = null)
{
    private const int Attempts = 4;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(25);

    // What a server says that starts while the last one's processes are still going, or on a port that was just taken.
    private static readonly string[] Passing = ["already exists", "still in use", "already in use", "still running"];

    public async Task<Endpoint> UntilAnsweringAsync(string database, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var endpoint = await RunningOrStartedAsync(attempt, cancellation);
            if (endpoint is null)
            {
                await Task.Delay(BetweenAttempts, cancellation);
                continue;
            }

            if (await AnswersAsync(endpoint, database, cancellation)) return endpoint;
            if (attempt == Attempts) throw Failed("PostgreSQL ended while it was starting.");
        }
    }

    // Null: not this time, but it may go better in a moment.
    private async Task<Endpoint?> RunningOrStartedAsync(int attempt, CancellationToken cancellation)
    {
        if (Postmaster.Read(place.Data) is { } left && left.IsRunningIn(place.Data))
        {
            logger.LogInformation("Taking over the PostgreSQL that an earlier host left running (process {Pid}).", left.Pid);
            return Endpoint.Of(left, place);
        }

        Postmaster.RemoveLeftover(place.Data);
        var endpoint = same ?? Endpoint.Choose(place);
        var outcome = await cluster.StartAsync(endpoint, cancellation);
        if (outcome.Succeeded) return endpoint;

        var said = LogTail.OfCluster(place.Data);
        if (attempt < Attempts && Passing.Any(p => said.Contains(p, StringComparison.Ordinal))) return null;
        throw Failed($"PostgreSQL in {place.Root} did not start. {outcome.Output}");
    }

    // False: the server went away again.
    private async Task<bool> AnswersAsync(Endpoint endpoint, string database, CancellationToken cancellation)
    {
        for (var made = false; ;)
        {
            try
            {
                await using var connection = await OpenAsync(endpoint, Endpoint.Owner, database, cancellation);
                return true;
            }
            catch (PostgresException e) when (!made && e.SqlState is PostgresErrorCodes.InvalidCatalogName
                or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidPassword)
            {
                await MakeDatabaseAsync(endpoint, database, cancellation);
                made = true;
            }
            catch (NpgsqlException e) when (e is not PostgresException || e.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                if (Postmaster.Read(place.Data)?.IsRunningIn(place.Data) != true) return false;
                await Task.Delay(BetweenQuestions, cancellation);
            }
        }
    }

    private async Task MakeDatabaseAsync(Endpoint endpoint, string database, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(endpoint, Endpoint.Superuser, "postgres", cancellation);
        if (!await ExistsAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", Endpoint.Owner, cancellation))
            await ExecuteAsync(connection, $"CREATE ROLE {Endpoint.Owner} LOGIN PASSWORD '{place.Password()}'", cancellation);

        if (!await ExistsAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", database, cancellation))
            await ExecuteAsync(connection, $"CREATE DATABASE {database} OWNER {Endpoint.Owner}", cancellation);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string query, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<NpgsqlConnection> OpenAsync(Endpoint endpoint, string user, string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(endpoint.ConnectionString(user, database) + ";Pooling=false");
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private EmbeddedPostgresException Failed(string what) =>
        new($"{what}{Environment.NewLine}The end of its log:{Environment.NewLine}{LogTail.OfCluster(place.Data)}");
}
