using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>Where the private PostgreSQL listens: a Unix socket that only its owner can reach, or a loopback port behind a password.</summary>
internal sealed record Endpoint(string Host, int Port, string? Password)
{
    public const string Superuser = "postgres";
    public const string Owner = "climate_finance";

    public bool IsSocket => Password is null;

    /// <summary>Where a server that starts in this place shall listen.</summary>
    public static Endpoint Choose(Place place) =>
        place.Sockets is { } folder
            ? new Endpoint(folder, Place.SocketPort, null)
            : new Endpoint(IPAddress.Loopback.ToString(), FreePort(), place.Password());

    /// <summary>Where a running server does listen.</summary>
    public static Endpoint Of(Postmaster running, Place place) =>
        running.Sockets.Length > 0
            ? new Endpoint(running.Sockets, running.Port, null)
            : new Endpoint(IPAddress.Loopback.ToString(), running.Port, place.Password());

    public string ConnectionString(string user, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Username = user,
        Password = Password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
