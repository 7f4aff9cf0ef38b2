using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ClimateFinance.Api.Tests.Support;

/// <summary>
/// Stands on a loopback port between an application and PostgreSQL and counts round trips as the wire shows them, whatever the driver calls
/// them: one is counted when the server answers on a connection on which the client had the last word.
/// </summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly Task accepting;
    private int roundTrips;
    private long bytesAsked;

    public CountingProxy(string connectionString)
    {
        target = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Through the proxy to the same database.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(target.ConnectionString)
    {
        Host = IPAddress.Loopback.ToString(),
        Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,

        // A connection that is closed for idleness would be opened again in the middle of a count.
        ConnectionIdleLifetime = 300,
        MinPoolSize = 1,
    }.ConnectionString;

    /// <summary>All of them so far, those that open a connection included.</summary>
    public int RoundTrips => Volatile.Read(ref roundTrips);

    /// <summary>What the application sent, in bytes: the same statements with arguments of the same length are as many.</summary>
    public long BytesAsked => Interlocked.Read(ref bytesAsked);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true) all.Add(ServeAsync(await listener.AcceptSocketAsync(stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = await ConnectAsync();
        using (client)
        {
            var turn = new Turn();
            var both = new[] { PumpAsync(client, server, turn.ClientSpeaks, count => Interlocked.Add(ref bytesAsked, count)), PumpAsync(server, client, () => Count(turn)) };
            await Task.WhenAny(both);
            client.Close();
            server.Close();
            await Task.WhenAll(both);
        }
    }

    private void Count(Turn turn)
    {
        if (turn.ServerAnswers()) Interlocked.Increment(ref roundTrips);
    }

    private async Task<Socket> ConnectAsync()
    {
        var bySocket = target.Host!.StartsWith('/');
        EndPoint place = bySocket ? new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}") : new DnsEndPoint(target.Host, target.Port);
        var server = bySocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(place, stopping.Token);
        return server;
    }

    /// <summary>Notes who speaks before it passes the words on: nobody can answer what has not reached them.</summary>
    private async Task PumpAsync(Socket from, Socket to, Action speaks, Action<int>? measure = null)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stopping.Token) is > 0 and var count)
            {
                speaks();
                measure?.Invoke(count);
                await to.SendAsync(buffer.AsMemory(0, count), stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two hung up.
        }
    }

    /// <summary>Who had the last word.</summary>
    private sealed class Turn
    {
        private int clientSpoke;

        public void ClientSpeaks() => Volatile.Write(ref clientSpoke, 1);

        /// <summary>Whether this is the beginning of an answer.</summary>
        public bool ServerAnswers() => Interlocked.Exchange(ref clientSpoke, 0) == 1;
    }
}
