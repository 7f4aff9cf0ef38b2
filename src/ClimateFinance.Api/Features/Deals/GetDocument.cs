using System.Globalization;
using System.Security.Cryptography;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Microsoft.Net.Http.Headers;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// GET /deals/{id}/files/{documentId}: a document, byte for byte as it was filed, to be saved and not shown by the browser. <c>Repr-Digest</c> tells its
/// SHA-256, which what is stored is held to while it goes out: where they differ the answer breaks off.
/// </summary>
internal static class GetDocument
{
    private sealed record Found(string? Name, string MediaType, long Bytes, string Sha256, bool Withdrawn);

    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/{dealId:guid}/files/{documentId:guid}", Handle)
        .Document(nameof(GetDocument), "A document as it was filed")
        .For(Audience.PartiesAndBureau)
        .Refusing(410);

    private static async Task<IResult> Handle(Guid dealId, Guid documentId, QueryCaller caller, IEventStore store, Looks looks, CancellationToken cancellation)
    {
        var found = await store.QueryAsync(
            new Sql(
                $"""
                select x.name, x.media_type, x.bytes, x.sha256, x.withdrawn_at is not null
                from deal d left join deal_document x on x.deal_id = d.id and x.id = $5 where {DealVisibility.Rows} and d.id = $4
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, dealId, documentId),
            row => row.IsDBNull(0) ? new Found(null, "", 0, "", false) : new Found(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetBoolean(4)),
            cancellation);
        if (found is not [var document]) return Problem.Of(Refusal.Unknown("deal.unknown"));
        if (document.Name is not { } name) return Problem.Of(Refusal.Unknown("document.unknown"));
        if (document.Withdrawn) return Problem.Of(StatusCodes.Status410Gone, "document.withdrawn");
        await looks.AtAsync(LookAt.Document, [dealId], cancellation, documentId.ToString());
        return new Reply(documentId, name, document, store);
    }

    /// <summary>The last piece is held back until the digest is known to be right: nobody takes for whole what is not what was filed.</summary>
    private sealed class Reply(Guid id, string name, Found document, IEventStore store) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, cancellation) = (httpContext.Response, httpContext.RequestAborted);
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(name);
            response.ContentType = document.MediaType;
            response.ContentLength = document.Bytes;
            response.Headers.ContentDisposition = disposition.ToString();
            response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
            response.Headers.CacheControl = "private, no-store";
            response.Headers.AcceptRanges = "none";
            response.Headers[ContentDigest.OfRepresentation] = ContentDigest.Write(Convert.FromHexString(document.Sha256));

            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var left = document.Bytes;
            for (var number = 0; left > 0; number++)
            {
                var piece = await PieceAsync(number, cancellation);
                hash.AppendData(piece);
                left -= piece.Length;
                if (left <= 0 && (left < 0 || Convert.ToHexStringLower(hash.GetHashAndReset()) != document.Sha256))
                    throw new InvalidDataException($"What is stored of document {id} is not what was filed.");
                await response.Body.WriteAsync(piece, cancellation);
            }
        }

        private async Task<byte[]> PieceAsync(int number, CancellationToken cancellation)
        {
            var piece = await store.QueryAsync(
                new Sql("select content from document_piece where document_id = $1 and number = $2", id, number), row => row.GetFieldValue<byte[]>(0), cancellation);
            return piece is [{ Length: > 0 } there] ? there : throw new InvalidDataException($"Piece {number.ToString(CultureInfo.InvariantCulture)} of document {id} is missing.");
        }
    }
}
