using System.Security.Cryptography;
using System.Threading.Channels;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>Who looked at what.</summary>
/// <param name="Side">enterprise, bank or bureau.</param>
internal sealed record DealLook(
    Guid Id, DateTimeOffset At, string Actor, Guid? Organisation, string Side, string What, string? Detail, IReadOnlyCollection<Guid> Deals);

/// <summary>
/// Writes down the parties' looks at their own deals, a second's worth at a time, so that reading costs no trip to the database more. Whoever looks at the same
/// thing again within five minutes has looked once: a page that asks anew each second is no news. The host writes what is left when it stops; one
/// that dies loses what was looked at within its last second.
/// </summary>
internal sealed class LookBook(IEventStore store, TimeProvider time)
{
    private const int Most = 10_000;
    private const int Batch = 500;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    private readonly Channel<DealLook> waiting = Channel.CreateBounded<DealLook>(new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.Wait });
    private readonly Dictionary<UInt128, DateTimeOffset> newest = [];
    private readonly SemaphoreSlim writing = new(1);

    /// <summary>Notes a look. Where more wait than can be kept in memory, it is written at once and the caller waits for that.</summary>
    public async ValueTask NoteAsync(DealLook look, CancellationToken cancellation)
    {
        if (!IsNews(look)) return;
        while (!waiting.Writer.TryWrite(look)) await FlushAsync(cancellation);
    }

    /// <summary>Writes all that this node has noted so far.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        try
        {
            while (Take() is { Count: > 0 } looks)
            {
                try
                {
                    await store.CommitAsync(CommitOf(looks), cancellation);
                }
                catch
                {
                    // They wait for the next time; new ones find less room meanwhile.
                    foreach (var look in looks) waiting.Writer.TryWrite(look);
                    throw;
                }
            }
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Completes when there is something to write.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => waiting.Reader.WaitToReadAsync(cancellation);

    private bool IsNews(DealLook look)
    {
        var key = KeyOf(look);
        lock (newest)
        {
            if (newest.TryGetValue(key, out var before) && look.At - before < Again && look.At >= before) return false;
            if (newest.Count >= Most) newest.Clear();
            newest[key] = look.At;
            return true;
        }
    }

    private static UInt128 KeyOf(DealLook look)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{look.Actor}\n{look.What}\n{look.Detail}"));
        Span<byte> id = stackalloc byte[32];
        foreach (var deal in look.Deals)
        {
            deal.TryWriteBytes(id);
            hash.AppendData(id[..16]);
        }

        hash.GetHashAndReset(id);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(id);
    }

    private List<DealLook> Take()
    {
        var looks = new List<DealLook>();
        while (looks.Count < Batch && waiting.Reader.TryRead(out var look)) looks.Add(look);
        return looks;
    }

    private Commit CommitOf(IReadOnlyList<DealLook> looks) => new Commit(time.GetUtcNow(), new EventContext("looks", Role.System, null)).With(new Sql(
        """
        insert into deal_look (id, at, actor, organisation_id, side, what, detail, deal_ids)
        select id, at, actor, organisation, side, what, detail, deals from jsonb_to_recordset($1)
            as l (id uuid, at timestamptz, actor text, organisation uuid, side text, what text, detail text, deals uuid[])
        on conflict (id) do nothing
        """,
        SqlArgument.Json(looks)));
}

/// <summary>Writes the look book's notes down each second, and the last ones when the host stops.</summary>
internal sealed partial class LookWriter(LookBook book, ILogger<LookWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await book.WaitAsync(stoppingToken))
        {
            await Task.Delay(Pause, TimeProvider.System, stoppingToken);
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        try
        {
            await book.FlushAsync(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is, they are kept for the next time, and the host goes on.
            LogUnavailable(logger, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looks wait to be written down: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
