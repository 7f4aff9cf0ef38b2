using System.Buffers;
using System.Security.Cryptography;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>A document that came whole, all but its last piece stored: that one goes with the fact.</summary>
internal sealed record TakenDocument(long Bytes, byte[] Sha256, int LastNumber, byte[] Last);

/// <summary>
/// Takes a document in as it comes: one piece of 64 KiB is in memory, the pieces before it are in the database, where nothing tells of them until the fact
/// that files them is stored in one transaction with the last. The digest is worked out and the type found out on the way.
/// </summary>
internal sealed partial class DocumentIntake(IEventStore store, TimeProvider time, DocumentLimits limits, ILogger<DocumentIntake> logger)
{
    public const int PieceBytes = 64 * 1_024;

    private const int SlowestBytesPerSecond = 16 * 1_024;

    /// <summary>Who sends slower than this for long is sent away (408): 20 MiB take twenty minutes then.</summary>
    private static readonly MinDataRate Slowest = new(SlowestBytesPerSecond, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>After this time a content that is not complete comes from nobody any more: its host died.</summary>
    private TimeSpan Longest => TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(2 * limits.MaxBytes / SlowestBytesPerSecond);

    /// <summary>
    /// The limit of documents and their own slowest rate, for this request alone. A refused body is taken off the line for some seconds, so that a caller who
    /// is sending reads the refusal.
    /// </summary>
    public void Open(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = 2 * limits.MaxBytes;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = Slowest;
    }

    /// <summary>What can be said before the first byte is read.</summary>
    public Problem? Refused(HttpRequest request) =>
        request.Headers.ContentEncoding.Count > 0 ? Problem.Of(StatusCodes.Status415UnsupportedMediaType, "document.encoded")
        : request.ContentLength > limits.MaxBytes ? TooLarge()
        : request.ContentLength == 0 ? Problem.Of([Flaw.Of("$", "body.missing")])
        : null;

    /// <summary>Takes the body in; a refusal leaves pieces behind, as does an exception: <see cref="ForgetAsync"/>.</summary>
    public async Task<(TakenDocument? Taken, Problem? Refused)> TakeAsync(Guid id, DocumentType type, HttpContext http, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(DocumentType.LongestMark + PieceBytes);
        try
        {
            var marks = new bool[type.Holds.Count];
            for (var (number, bytes, carried) = (0, 0L, 0); ; number++)
            {
                var piece = buffer.AsMemory(DocumentType.LongestMark, PieceBytes);
                var length = await FillAsync(http.Request.Body, piece, cancellation);
                piece = piece[..length];
                bytes += length;
                if (bytes == 0) return (null, Problem.Of([Flaw.Of("$", "body.missing")]));
                if (bytes > limits.MaxBytes) return (null, TooLarge());
                if (number == 0 && !piece.Span.StartsWith(type.Begins)) return (null, Mistaken(type));
                hash.AppendData(piece.Span);
                if (type.IsPackage && !Look(type, buffer.AsSpan(DocumentType.LongestMark - carried, carried + length), marks)) return (null, Problem.Of([Flaw.Of("$", "document.holds_a_program")]));
                if (length < PieceBytes)
                {
                    if (marks.Contains(false)) return (null, Mistaken(type));
                    return (new TakenDocument(bytes, hash.GetHashAndReset(), number, piece.ToArray()), null);
                }

                await store.CommitAsync(StoreOf(id, number, piece, complete: false), cancellation);
                carried = DocumentType.LongestMark;
                piece.Span[^carried..].CopyTo(buffer);
            }
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // The line broke, and there is nobody left to answer.
            throw new OperationCanceledException(broken.Message, broken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>The last piece, for the transaction of the fact.</summary>
    public static IEnumerable<Sql> LastOf(Guid id, TakenDocument taken, DateTimeOffset at) => Statements(id, taken.LastNumber, taken.Last, complete: true, at);

    /// <summary>That nobody swept the pieces meanwhile.</summary>
    public static Guard IsWhole(Guid id) => new("document-whole", new Sql("select exists (select from document_content where id = $1 and complete)", id));

    /// <summary>Deletes what came of a document that was not filed. One that was, though nobody could be told, stays.</summary>
    public async Task ForgetAsync(Guid id)
    {
        try
        {
            await store.CommitAsync(Write().With(new Sql("delete from document_content where id = $1 and not complete", id)), CancellationToken.None);
        }
        catch (StoreUnavailableException away)
        {
            LogLeft(logger, id, away.Message);
        }
    }

    /// <summary>Deletes what hosts left that died while something came in.</summary>
    public Task SweepAsync(CancellationToken cancellation) =>
        store.CommitAsync(Write().With(new Sql("delete from document_content where not complete and began_at < $1", time.GetUtcNow() - Longest)), cancellation);

    private static async Task<int> FillAsync(Stream body, Memory<byte> piece, CancellationToken cancellation) =>
        await body.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellation);

    /// <returns>False where a program is found.</returns>
    private static bool Look(DocumentType type, ReadOnlySpan<byte> window, bool[] marks)
    {
        for (var i = 0; i < marks.Length; i++) marks[i] |= window.IndexOf(type.Holds[i]) >= 0;
        return window.IndexOf(DocumentType.Program) < 0;
    }

    private Commit StoreOf(Guid id, int number, ReadOnlyMemory<byte> piece, bool complete)
    {
        var commit = Write();
        foreach (var statement in Statements(id, number, piece, complete, commit.At)) commit.With(statement);
        return commit;
    }

    private static IEnumerable<Sql> Statements(Guid id, int number, ReadOnlyMemory<byte> piece, bool complete, DateTimeOffset at)
    {
        if (number == 0) yield return new Sql("insert into document_content (id, began_at, complete) values ($1, $2, $3)", id, at, complete);
        else if (complete) yield return new Sql("update document_content set complete = true where id = $1", id);
        if (piece.Length > 0 || number == 0)
            yield return new Sql("insert into document_piece (document_id, number, content) values ($1, $2, $3)", id, number, new SqlArgument(SqlType.Bytes, piece));
    }

    private Commit Write() => new(time.GetUtcNow(), new EventContext("documents", Role.System, null));

    private Problem TooLarge() => Problem.Of(StatusCodes.Status413PayloadTooLarge, "http.body_too_large", ("maxBytes", limits.MaxBytes));

    private static Problem Mistaken(DocumentType type) => Problem.Of([Flaw.Of("$", "document.not_of_type", ("type", type.MediaType))]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of document {Document} is left to the sweep: {Reason}")]
    private static partial void LogLeft(ILogger logger, Guid document, string reason);
}
