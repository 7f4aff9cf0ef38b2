using System.Globalization;
using System.Security.Cryptography;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// POST /deals/{id}/files: a party puts a document into the deal's file. The body is the document itself, of the type that <c>Content-Type</c> states, and is
/// stored as it comes; <c>Content-Digest</c> or <c>Repr-Digest</c> (RFC 9530, sha-256) is held to what came. To answer a request for documents, name what was
/// filed by its SHA-256 in the provision.
/// </summary>
internal static class FileDocument
{
    /// <param name="Version">Of the deal.</param>
    /// <param name="Sha256">Of what was stored, lower-case hex.</param>
    internal sealed record Receipt(Guid DealId, Guid DocumentId, long Version, long Bytes, string Sha256);

    private const int MaxName = 200;
    private const int MaxKind = 60;

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/files", Handle)
        .Addition<Receipt>(nameof(FileDocument), "Put a document into the deal's file: PDF, PNG, JPEG, XLSX or DOCX")
        .WithMetadata(new UploadMetadata(), new QueryMetadata(["kind", "name"], Paged: false))
        .For(Audience.Parties)
        .Refusing(408)
        .Example(null, new Receipt(DealReceipt.Example.DealId, DealReceipt.Example.DealId, 6, 48_213, new string('b', 64)));

    private static async Task<IResult> Handle(Guid dealId, CommandRun run, Check check, DocumentIntake intake, HttpContext http, CancellationToken cancellation, string kind = "", string name = "")
    {
        intake.Open(http);
        if (DocumentType.Of(http.Request.GetTypedHeaders().ContentType?.MediaType.Value) is not { } type)
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "document.type_unknown", ("allowed", string.Join(", ", DocumentType.All.Select(t => t.MediaType))));
        var told = new FiledDocument(new DocumentId(run.NewId()), check.Text("kind", kind, MaxKind), NameOf(check, type, name), type.MediaType, 0, string.Empty);
        var stated = ContentDigest.Read(http.Request, check);
        if (check.Failed) return check.Problem();

        // First whether the deal would take it at all: nobody sends twenty megabytes to hear that it is closed.
        var deal = run.Existing<Deal>(dealId);
        if (await run.RefusalAsync(work => work.Decide(deal, Move(told)), cancellation) is { } early) return early;
        if (intake.Refused(http.Request) is { } hopeless) return hopeless;

        var id = told.Document.Value;
        IResult? answer = null;
        try
        {
            var (taken, refused) = await intake.TakeAsync(id, type, http, cancellation);
            if (taken is null) return refused!;
            if (stated is not null && !CryptographicOperations.FixedTimeEquals(stated, taken.Sha256))
                return Problem.Of([Flaw.Of(ContentDigest.HeaderOf(http.Request), "document.digest_differs", ("stated", Convert.ToHexStringLower(stated)), ("came", Convert.ToHexStringLower(taken.Sha256)))]);

            RequestBody.StandIn(http, [.. taken.Sha256, .. System.Text.Encoding.ASCII.GetBytes(type.MediaType)]);
            var file = told with { Bytes = taken.Bytes, Sha256 = Convert.ToHexStringLower(taken.Sha256) };
            return answer = await run.AddAsync(
                $"/api/v1/deals/{dealId}/files/{id}",
                work =>
                {
                    work.Decide(deal, Move(file));
                    foreach (var statement in DocumentIntake.LastOf(id, taken, work.Circumstance.At)) work.Also(statement);
                    work.Require(DocumentIntake.IsWhole(id));
                },
                work => new Receipt(dealId, id, work.VersionOf(dealId), file.Bytes, file.Sha256),
                cancellation);
        }
        finally
        {
            // A repeat under the same key was answered by the first: what came again goes.
            if (answer is not Reply { Replayed: false }) await intake.ForgetAsync(id);
        }

        Domain.Deals.FileDocument Move(FiledDocument document) => new(document, run.Rules.DealClock);
    }

    /// <summary>A name that any system can store and none takes for a path, ending as its type does.</summary>
    private static string NameOf(Check check, DocumentType type, string given)
    {
        var name = check.Text("name", given, MaxName);
        if (name.Length == 0) return name;
        if (name[0] == '.' || name.Any(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) || char.GetUnicodeCategory(c) == UnicodeCategory.Format))
            check.Flawed("name", Refusal.Shape("document.name_unsafe"));
        else if (!type.Fits(name)) check.Flawed("name", Refusal.Shape("document.name_does_not_fit", ("endings", string.Join(", ", type.Endings)), ("type", type.MediaType)));
        return name;
    }
}
