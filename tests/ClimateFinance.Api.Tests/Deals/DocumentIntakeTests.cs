using System.Net;
using System.Net.Sockets;
using System.Text;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Deals;

/// <summary>Documents on their way in: large ones in little memory, too large ones, broken lines and dead hosts.</summary>
public sealed class DocumentIntakeTests(TestPostgres postgres)
{
    private const int Largest = 20 * 1_024 * 1_024;

    [Fact]
    public async Task The_largest_document_comes_and_goes_in_pieces_and_one_byte_more_does_not()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var deal = await new Scenario(app).DealAsync();
        var version = (await deal.Bank.GetAsync(deal.Path)).ETag;

        var filed = (await SendAsync(deal, version, Largest)).Expect(201);
        Assert.Equal(Largest, filed.Num("bytes"));
        Assert.Equal(DocumentIntake.PieceBytes, await NumberAsync(app, "select max(length(content)) from document_piece"));

        using var http = new HttpClient { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", app.TokenOf(deal.Enterprise.Caller!));
        using var response = await http.GetAsync(filed.Location, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(filed.Str("sha256"), Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken)));

        foreach (var chunked in new[] { false, true })
        {
            var refused = (await SendAsync(deal, filed.ETag, Largest + 1, chunked)).ExpectProblem(413, "http.body_too_large");
            Assert.Equal(Largest, refused.Num("figures.maxBytes"));
        }

        Assert.Equal(1, await NumberAsync(app, "select count(*) from document_content"));
    }

    [Fact]
    public async Task The_limit_is_the_operators_and_one_that_is_none_stops_the_start()
    {
        await using var app = new MarketApp(postgres) { Settings = ["--Documents:MaxBytes=2048"] };
        await app.InitializeAsync();
        var deal = await new Scenario(app).DealAsync();
        (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf(bytes: 2_049))).ExpectProblem(413, "http.body_too_large");
        (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf(bytes: 2_048))).Expect(201);

        await using var wrong = new MarketApp(postgres) { Quiet = true, Settings = ["--Documents:MaxBytes=0"] };
        Assert.Contains("MaxBytes", (await Assert.ThrowsAsync<InvalidOperationException>(() => wrong.InitializeAsync().AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_breaks_in_the_middle_leaves_nothing()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var deal = await new Scenario(app).DealAsync();
        var version = (await deal.Bank.GetAsync(deal.Path)).ETag;
        using (var line = new TcpClient())
        {
            await line.ConnectAsync(app.Address.Host, app.Address.Port, TestContext.Current.CancellationToken);
            var head = $"POST /api/v1/{deal.Path}/files?kind=a&name=a.pdf HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {app.TokenOf(deal.Bank.Caller!)}\r\nIf-Match: {version}\r\nContent-Type: application/pdf\r\nContent-Length: 1000000\r\n\r\n";
            await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            await line.GetStream().WriteAsync(Papers.PdfOf(bytes: 300_000), TestContext.Current.CancellationToken);
            await UntilAsync(app, "select count(*) from document_piece", pieces => pieces == 4);
            Assert.Equal(0, (await deal.Bank.GetAsync($"{deal.Path}/files")).Expect(200).Count());
        }

        await UntilAsync(app, "select count(*) from document_content", left => left == 0);
        Assert.Equal(0, await NumberAsync(app, "select count(*) from document_piece"));
        Assert.Equal(version!.Split('-')[0], (await deal.Bank.GetAsync(deal.Path)).ETag!.Split('-')[0]);
    }

    [Fact]
    public async Task What_a_dead_host_left_is_swept_and_what_comes_in_or_was_filed_is_not()
    {
        await using var app = await MarketApp.StartAsync(postgres);
        var deal = await new Scenario(app).DealAsync();
        (await deal.Bank.FileAsync(deal.Path, Papers.PdfOf())).Expect(201);
        await app.ExecuteAsync(
            """
            set search_path to market;
            insert into document_content (id, began_at, complete) values (gen_random_uuid(), now() - interval '2 days', false), (gen_random_uuid(), now(), false);
            insert into document_piece (document_id, number, content) select id, 0, 'x' from document_content where not complete;
            update document_content set began_at = now() - interval '2 days' where complete;
            """);
        await app.Services.GetRequiredService<DocumentIntake>().SweepAsync(CancellationToken.None);
        Assert.Equal(2, await NumberAsync(app, "select count(*) from document_content"));
        Assert.Equal(2, await NumberAsync(app, "select count(*) from document_piece"));
    }

    private static Task<ApiAnswer> SendAsync(DealDesk deal, string? version, int bytes, bool chunked = false) => deal.Bank.SendAsync(
        HttpMethod.Post, $"{deal.Path}/files?kind=a&name=a.pdf", new LongPdf(bytes, chunked), headers =>
        {
            headers.TryAddWithoutValidation("If-Match", version);
            if (chunked) headers.TransferEncodingChunked = true;
        });

    private static async Task<long> NumberAsync(MarketApp app, string sql) =>
        (await app.Services.GetRequiredService<IEventStore>().QueryAsync(new Sql($"select ({sql})::bigint"), row => row.GetInt64(0), CancellationToken.None))[0];

    private static async Task UntilAsync(MarketApp app, string sql, Func<long, bool> holds)
    {
        for (var i = 0; i < 300; i++)
        {
            if (holds(await NumberAsync(app, sql))) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{sql} is {await NumberAsync(app, sql)}.");
    }

    /// <summary>A document that is made while it is sent.</summary>
    private sealed class LongPdf : HttpContent
    {
        private readonly int bytes;
        private readonly bool chunked;

        public LongPdf(int bytes, bool chunked)
        {
            (this.bytes, this.chunked) = (bytes, chunked);
            Headers.ContentType = new(Papers.Pdf);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[32 * 1_024];
            "%PDF-1.7"u8.CopyTo(block);
            for (var left = bytes; left > 0; left -= block.Length) await stream.WriteAsync(block.AsMemory(0, Math.Min(left, block.Length)));
        }

        protected override bool TryComputeLength(out long length) => (length = chunked ? 0 : bytes) > 0;
    }
}
