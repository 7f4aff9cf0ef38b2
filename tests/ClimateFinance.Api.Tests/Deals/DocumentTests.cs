using System.Net;
using System.Text;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>Documents of a deal: filed by its parties, held to type, size and digest, handed out to nobody else, and gone when they are withdrawn.</summary>
public sealed class DocumentTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task What_one_side_files_the_other_reads_byte_for_byte_and_saves_under_its_name()
    {
        var deal = await market.DealAsync();
        var content = Papers.PdfOf(bytes: 3 * DocumentIntake.PieceBytes + 17);
        var filed = (await deal.Enterprise.FileAsync(deal.Path, content, headers: h => h.TryAddWithoutValidation("Content-Digest", $"sha-256=:{Digest(content)}:"))).Expect(201);
        Assert.Equal((content.Length, Papers.Hex(content)), ((int)filed.Num("bytes"), filed.Str("sha256")));
        Assert.Equal($"/api/v1/{deal.Path}/files/{filed.Id("documentId")}", filed.Location);
        Assert.Equal((await deal.Bank.GetAsync(deal.Path)).ETag!.Split('-')[0].Trim('"'), filed.ETag!.Trim('"'));

        foreach (var reader in new[] { deal.Bank, deal.Enterprise, app.AsBureau(), app.AsBureau("130000") })
        {
            var (bytes, headers) = await SaveAsync(reader, filed.Location!);
            Assert.Equal(content, bytes);
            Assert.Equal((Papers.Pdf, "nosniff", $"sha-256=:{Digest(content)}:"), (headers["Content-Type"], headers["X-Content-Type-Options"], headers["Repr-Digest"]));
            Assert.StartsWith("attachment; filename=", headers["Content-Disposition"], StringComparison.Ordinal);
            Assert.EndsWith($"filename*=UTF-8''{Uri.EscapeDataString("审计报告.pdf")}", headers["Content-Disposition"], StringComparison.Ordinal);
            Assert.StartsWith("sandbox;", headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Equal("no-store, private", headers["Cache-Control"]);
        }

        var told = (await deal.Bank.GetAsync($"{deal.Path}/timeline")).Expect(200)["entries"]!.AsArray().Last(e => e!["fact"]!.GetValue<string>() == "document_filed_v1")!;
        Assert.Equal((Papers.Hex(content), "enterprise"), (told["content"]!["file"]!["sha256"]!.GetValue<string>(), told["by"]!.GetValue<string>()));
        Assert.Equal(4, await CountAsync("document_piece"));
        await app.ExpectRebuiltAlikeAsync(new DealProjection(), "deal_offer", "deal_document_request", "deal_drawdown", "deal_signature", "deal_visit", "deal_reminder");
    }

    [Fact]
    public async Task Every_type_that_is_taken_is_known_by_its_content_and_no_other_is()
    {
        var deal = await market.DealAsync();
        var xlsx = Papers.PackageOf("[Content_Types].xml", "xl/workbook.xml");
        var docx = Papers.PackageOf("[Content_Types].xml", "word/document.xml");
        foreach (var (content, type, name) in new[]
                 {
                     (Papers.PdfOf(), Papers.Pdf, "a.PDF"), (Papers.PngOf(), "image/png", "a.png"), (Papers.JpegOf(), "image/jpeg", "a.jpeg"), (xlsx, Papers.Xlsx, "a.xlsx"), (docx, Papers.Docx, "工程.docx"),
                 })
            (await deal.Bank.FileAsync(deal.Path, content, type, name)).Expect(201);

        foreach (var (content, type, name) in new[]
                 {
                     ("MZ, a program"u8.ToArray(), Papers.Pdf, "a.pdf"), (Papers.PdfOf(), "image/png", "a.png"), (Papers.PngOf(), "image/jpeg", "a.jpg"),
                     (docx, Papers.Xlsx, "a.xlsx"), (Papers.PackageOf("a.txt"), Papers.Docx, "a.docx"), ("PK\u0003\u0004"u8.ToArray(), Papers.Docx, "a.docx"),
                 })
            (await deal.Bank.FileAsync(deal.Path, content, type, name)).ExpectFlaw("$", "document.not_of_type");

        var program = Papers.PackageOf("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin");
        (await deal.Bank.FileAsync(deal.Path, program, Papers.Xlsx, "a.xlsx")).ExpectFlaw("$", "document.holds_a_program");
        foreach (var type in new[] { "text/html", "application/zip", "image/svg+xml", "application/octet-stream", "application/json" })
            (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf(), type, "a.pdf")).ExpectProblem(415, "document.type_unknown");
        Assert.Equal((5, 5), (await CountAsync("document_content"), await CountAsync("deal_document")));
    }

    [Fact]
    public async Task A_mark_that_lies_across_two_pieces_is_found()
    {
        var deal = await market.DealAsync();
        var package = Papers.PackageOf("[Content_Types].xml", "xl/workbook.xml");
        foreach (var mark in new[] { "vbaProject.bin", "unharmful.name" })
        {
            var content = new byte[DocumentIntake.PieceBytes + 500];
            package.CopyTo(content, 0);
            Encoding.ASCII.GetBytes(mark).CopyTo(content, DocumentIntake.PieceBytes - 6);
            var answer = await deal.Bank.FileAsync(deal.Path, content, Papers.Xlsx, "a.xlsx");
            if (mark[0] == 'v') answer.ExpectFlaw("$", "document.holds_a_program");
            else answer.Expect(201);
        }
    }

    [Theory]
    [InlineData("../a.pdf", "document.name_unsafe")]
    [InlineData("a\\b.pdf", "document.name_unsafe")]
    [InlineData("a\u202efdp.pdf", "document.name_unsafe")]
    [InlineData("a\r\nSet-Cookie.pdf", "document.name_unsafe")]
    [InlineData(".pdf", "document.name_unsafe")]
    [InlineData("\"a\".pdf", "document.name_unsafe")]
    [InlineData("a.exe", "document.name_does_not_fit")]
    [InlineData("a.pdf.html", "document.name_does_not_fit")]
    [InlineData("", "text.empty")]
    public async Task A_name_is_a_name(string name, string code)
    {
        var deal = await market.DealAsync();
        (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf(), name: name)).ExpectFlaw("name", code);
        (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf(), name: new string('a', 300) + ".pdf")).ExpectFlaw("name", "text.too_long");
        Assert.Equal(0, await CountAsync("document_content"));
    }

    [Fact]
    public async Task What_is_empty_other_than_stated_encoded_or_stale_is_refused_and_leaves_nothing()
    {
        var deal = await market.DealAsync();
        var (content, version) = (Papers.PdfOf(bytes: 200_000), (await deal.Bank.GetAsync(deal.Path)).ETag);
        Task<ApiAnswer> File(byte[] bytes, string header, string value) => deal.Bank.FileAsync(deal.Path, bytes, version: version, headers: h => h.TryAddWithoutValidation(header, value));

        (await deal.Bank.FileAsync(deal.Path, [])).ExpectFlaw("$", "body.missing");
        (await File(content, "Content-Digest", $"sha-256=:{Digest(Papers.PdfOf())}:")).ExpectFlaw("Content-Digest", "document.digest_differs");
        (await File(content, "Repr-Digest", $"sha-512=:AAAA:, sha-256=:{Digest(Papers.PdfOf())}:")).ExpectFlaw("Repr-Digest", "document.digest_differs");
        foreach (var malformed in new[] { "sha-256=abc", "sha-256=:abc:", "md5=:AAAA:", $"sha-256=:{Digest(content)}:, sha-256=:{Digest(content)}:" })
            (await File(content, "Content-Digest", malformed)).ExpectFlaw("Content-Digest", "document.digest_malformed");
        (await deal.Bank.FileAsync(deal.Path, content, version: "\"1\"")).ExpectProblem(412, "etag.stale");
        (await deal.Bank.FileAsync(deal.Path, content, version: "x")).ExpectProblem(400, "etag.malformed");
        (await deal.Bank.SendAsync(HttpMethod.Post, $"{deal.Path}/files?kind=a&name=a.pdf", Body(content))).ExpectProblem(428, "etag.missing");
        (await deal.Bank.SendAsync(HttpMethod.Post, $"{deal.Path}/files?kind=a&name=a.pdf&b=1", Body(content))).ExpectFlaw("b", "query.unknown");
        (await deal.Bank.SendAsync(HttpMethod.Post, $"{deal.Path}/files", Body(content))).ExpectFlaw("kind", "text.empty").ExpectFlaw("name", "text.empty");
        var packed = Body(content);
        packed.Headers.ContentEncoding.Add("gzip");
        (await deal.Bank.SendAsync(HttpMethod.Post, $"{deal.Path}/files?kind=a&name=a.pdf", packed, h => h.TryAddWithoutValidation("If-Match", version))).ExpectProblem(415, "document.encoded");
        Assert.Equal((0, 0), (await CountAsync("document_content"), await CountAsync("deal_document")));

        (await deal.Bank.FileAsync(deal.Path, content)).Expect(201);
        (await deal.Bank.FileAsync(deal.Path, content, name: "again.pdf")).ExpectProblem(409, "document.filed_already");
        (await deal.ByEnterpriseAsync("closure", new { outcome = "withdrawn", reasonCode = "foundElsewhere" })).Expect(200);
        (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf())).ExpectProblem(409, "deal.closed_already");
        Assert.Equal((1, 4), (await CountAsync("document_content"), await CountAsync("document_piece")));
    }

    [Fact]
    public async Task Only_the_parties_file_and_only_they_and_their_bureau_read()
    {
        var deal = await market.DealAsync();
        var filed = (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf())).Expect(201);
        var (path, version) = ($"{deal.Path}/files/{filed.Id("documentId")}", filed.ETag);
        foreach (var stranger in new[] { await market.BankAsync(), await market.EnterpriseAsync() })
        {
            (await stranger.FileAsync(deal.Path, Papers.PdfOf(), version: version)).ExpectProblem(404, "deal.unknown");
            (await stranger.GetAsync($"{deal.Path}/files")).ExpectProblem(404, "deal.unknown");
            (await stranger.GetAsync(path)).ExpectProblem(404, "deal.unknown");
            (await stranger.PostAsync($"{path}/withdrawal", new { reason = "错" }, version)).ExpectProblem(404, "deal.unknown");
        }

        (await app.AsBureau("140000").GetAsync(path)).ExpectProblem(404, "deal.unknown");
        (await app.AsBureau().FileAsync(deal.Path, Papers.PdfOf())).ExpectProblem(403, "http.forbidden");
        (await app.AsOperator().GetAsync(path)).Expect(403);
        (await app.Anonymous().GetAsync(path)).Expect(401);
        (await deal.Bank.GetAsync($"{deal.Path}/files/{Guid.CreateVersion7()}")).ExpectProblem(404, "document.unknown");

        // Another deal of one's own opens no door to it.
        var other = await market.DealAsync(deal.Bank);
        (await deal.Bank.GetAsync($"{other.Path}/files/{filed.Id("documentId")}")).ExpectProblem(404, "document.unknown");
        (await deal.Bank.MoveAsync(other.Path, $"files/{filed.Id("documentId")}/withdrawal", new { reason = "错" })).ExpectProblem(404, "document.unknown");
        (await deal.Bank.GetAsync(path)).Expect(200);
    }

    [Fact]
    public async Task Who_filed_it_withdraws_it_and_then_its_content_is_gone_and_its_digest_stays()
    {
        var deal = await market.DealAsync();
        var content = Papers.PdfOf(bytes: 150_000);
        var filed = (await deal.Enterprise.FileAsync(deal.Path, content)).Expect(201);
        var path = $"files/{filed.Id("documentId")}";
        (await deal.ByBankAsync($"{path}/withdrawal", new { reason = "不要" })).ExpectProblem(403, "document.not_yours");
        (await deal.ByEnterpriseAsync($"{path}/withdrawal", new { reason = " " })).ExpectFlaw("reason", "text.empty");
        (await deal.Enterprise.PostAsync($"{deal.Path}/{path}/withdrawal", new { reason = "传错" })).ExpectProblem(428, "etag.missing");
        (await deal.ByEnterpriseAsync($"{path}/withdrawal", new { reason = "传错" })).Expect(200);
        (await deal.ByEnterpriseAsync($"{path}/withdrawal", new { reason = "传错" })).ExpectProblem(409, "document.withdrawn_already");
        (await deal.Bank.GetAsync($"{deal.Path}/{path}")).ExpectProblem(410, "document.withdrawn");
        Assert.Equal((0, 0), (await CountAsync("document_content"), await CountAsync("document_piece")));

        var listed = (await deal.Bank.GetAsync($"{deal.Path}/files")).Expect(200);
        Assert.Equal((1, Papers.Hex(content), "传错"), (listed.Count(), listed.Str("items.0.sha256"), listed.Str("items.0.withdrawnReason")));
        (await deal.Enterprise.FileAsync(deal.Path, content)).Expect(201);
        await app.ExpectRebuiltAlikeAsync(new DealProjection(), "deal_offer", "deal_document_request", "deal_drawdown", "deal_signature", "deal_visit", "deal_reminder");
    }

    [Fact]
    public async Task A_request_for_documents_is_answered_by_naming_what_was_filed()
    {
        var deal = await (await market.DealAsync()).ToAsync("contacted");
        (await deal.ByBankAsync("documents", new { kinds = new[] { "financialStatements" } })).Expect(200);
        var filed = (await deal.Enterprise.FileAsync(deal.Path, Papers.PdfOf())).Expect(201);
        Assert.Null((await deal.Bank.GetAsync($"{deal.Path}/files"))["items.0.answersRequest"]);
        var papers = new[] { new { kind = "financialStatements", name = "审计报告.pdf", sha256 = filed.Str("sha256") } };
        (await deal.ByEnterpriseAsync("documents/1/provision", new { documents = papers })).Expect(200);
        var listed = (await deal.Bank.GetAsync($"{deal.Path}/files")).Expect(200);
        Assert.Equal((1m, "enterprise", "financialStatements"), (listed.Num("items.0.answersRequest"), listed.Str("items.0.by"), listed.Str("items.0.kind")));
    }

    [Fact]
    public async Task Of_two_at_once_one_is_filed_and_a_repeat_is_answered_by_the_first()
    {
        var deal = await market.DealAsync();
        var version = (await deal.Bank.GetAsync(deal.Path)).ETag;
        var (mine, yours) = (Papers.PdfOf(bytes: 300_000), Papers.PdfOf(bytes: 400_000));
        var racing = await Task.WhenAll(deal.Bank.FileAsync(deal.Path, mine, version: version), deal.Enterprise.FileAsync(deal.Path, yours, version: version));
        Assert.Equal([201, 412], racing.Select(r => r.Status).Order());
        Assert.Equal(1, await CountAsync("document_content"));

        version = (await deal.Bank.GetAsync(deal.Path)).ETag;
        var content = Papers.PdfOf(bytes: 500_000);
        Task<ApiAnswer> Keyed(byte[] bytes, string type = Papers.Pdf, string name = "a.pdf") => deal.Bank.FileAsync(deal.Path, bytes, type, name, version: version, headers: h => h.TryAddWithoutValidation("Idempotency-Key", "file-1"));
        var twice = await Task.WhenAll(Keyed(content), Keyed(content));
        Assert.Single(twice, answer => answer.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Single(twice.Append(await Keyed(content)).Select(answer => answer.Expect(201).Id("documentId")).Distinct());
        (await Keyed(Papers.PdfOf(bytes: 500_001))).ExpectProblem(422, "idempotency.other_request");
        (await Keyed(content, name: "b.pdf")).ExpectProblem(422, "idempotency.other_request");
        Assert.Equal((2, 2), (await CountAsync("document_content"), await CountAsync("deal_document")));
    }

    [Fact]
    public async Task A_stored_piece_that_was_changed_is_never_handed_out_as_the_document()
    {
        var deal = await market.DealAsync();
        foreach (var bytes in new[] { 100, 200_000 })
        {
            var filed = (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf(bytes: bytes))).Expect(201);
            await app.ExecuteAsync($"update market.document_piece set content = set_byte(content, 50, (get_byte(content, 50) + 1) % 256) where document_id = '{filed.Id("documentId")}' and number = 0");
            if (bytes == 100) (await deal.Bank.GetAsync($"{deal.Path}/files/{filed.Id("documentId")}")).ExpectProblem(500, "http.unexpected");
            else await Assert.ThrowsAnyAsync<HttpRequestException>(() => SaveAsync(deal.Bank, filed.Location!));
        }
    }

    private static string Digest(byte[] content) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(content));

    private static ByteArrayContent Body(byte[] content)
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = new(Papers.Pdf);
        return body;
    }

    private async Task<(byte[] Bytes, Dictionary<string, string> Headers)> SaveAsync(MarketClient reader, string path)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", app.TokenOf(reader.Caller!));
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
    }

    private async Task<long> CountAsync(string table) =>
        (await app.Services.GetRequiredService<IEventStore>().QueryAsync(new Sql($"select count(*) from {table}"), row => row.GetInt64(0), CancellationToken.None))[0];
}
