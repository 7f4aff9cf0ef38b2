using System.Text;
using ClimateFinance.Api.Features.Oversight;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Xunit;
using Scenario = ClimateFinance.Api.Tests.Support.Scenario;

namespace ClimateFinance.Api.Tests.Oversight;

/// <summary>Reports as JSON, CSV and XLSX: the same figures in each, headings in Chinese, read back as a spreadsheet would, and each a look.</summary>
public sealed class ReportTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string Month => $"{app.Today:yyyy-MM}";

    [Fact]
    public async Task A_month_counts_what_happened_in_it_and_lists_every_deal_that_was_under_way()
    {
        var drawing = await (await market.DealAsync()).ToAsync("drawing");
        (await drawing.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        var opened = await market.DealAsync();

        var report = (await app.AsBureau().GetAsync($"oversight/reports/{Month}")).Expect(200);

        Assert.Equal("total", report.Str("flows.0.by"));
        Assert.Equal((2m, 1m, 40_000_000m, 10_000_000m), (report.Num("flows.0.opened"), report.Num("flows.0.signed"), report.Num("flows.0.signedCny"), report.Num("flows.0.drawnCny")));
        Assert.Equal(2, report.Count("deals"));
        Assert.Contains(report["deals"]!.AsArray(), d => d!["dealId"]!.GetValue<Guid>() == opened.Id && d["signed"] is null);
        Assert.Equal(40_000_000m, report["deals"]!.AsArray().Single(d => d!["dealId"]!.GetValue<Guid>() == drawing.Id)!["signed"]!["lineCny"]!.GetValue<decimal>());

        var half = (await app.AsBureau().GetAsync($"oversight/reports/{app.Today:yyyy}-H{(app.Today.Month > 6 ? 2 : 1)}")).Expect(200);
        Assert.Equal(2m, half.Num("flows.0.opened"));
        var before = (await app.AsBureau().GetAsync($"oversight/reports/{app.Today.AddMonths(-2):yyyy-MM}")).Expect(200);
        Assert.Equal((0m, 0), (before.Num("flows.0.opened"), before.Count("deals")));
    }

    [Fact]
    public async Task A_csv_opens_in_a_spreadsheet_with_chinese_headings_and_no_text_in_it_is_a_formula()
    {
        var bank = await market.BankAsync();
        var deal = await (await market.DealAsync(bank, await market.ProductAsync(bank, terms => terms["name"] = "=HYPERLINK(\"http://a\",\"贷款\")"))).ToAsync("offered");

        var (type, bytes) = await FileAsync($"oversight/reports/{Month}?format=csv");

        Assert.Equal("text/csv", type);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("对接编号,企业,统一社会信用代码,银行,金融产品,", lines[0], StringComparison.Ordinal);
        Assert.Contains("签约额度（元）", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{deal.Id},", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://a\"\",\"\"贷款\"\")\"", lines[1], StringComparison.Ordinal);

        var (_, english) = await FileAsync($"oversight/reports/{Month}?format=csv&table=funnel", language: "en");
        Assert.Contains("step,count,of previous", Encoding.UTF8.GetString(english), StringComparison.Ordinal);
        (await app.AsBureau().PutAsync("identity/me/preferences", new { language = "en", muted = Array.Empty<string>() }, "\"1\"")).Expect(200);
        Assert.Contains("by,key,name", Encoding.UTF8.GetString((await FileAsync($"oversight/reports/{Month}?format=csv&table=summary")).Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_is_valid_and_reads_back_with_the_figures_of_the_json()
    {
        var deal = await (await market.DealAsync()).ToAsync("signed", 12_345_678.90m);

        var (type, bytes) = await FileAsync($"oversight/reports/{Month}", accept: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", type);
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(fault => $"{fault.Part?.Uri}: {fault.Description}"));
        var sheets = document.WorkbookPart!.Workbook.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().ToArray();
        Assert.Equal(["汇总", "漏斗", "额度期限利率", "办结原因", "银行响应", "对接明细"], sheets.Select(s => s.Name!.Value!));

        var detail = Rows(document, sheets[^1]);
        Assert.Equal(2, detail.Count);
        var line = detail[0].FindIndex(heading => heading == "签约额度（元）");
        Assert.Equal("12345678.90", detail[1][line]);
        Assert.Equal(deal.Id.ToString(), detail[1][0]);
        Assert.Equal("已签约", detail[1][detail[0].IndexOf("阶段")]);
        var day = detail[1][detail[0].IndexOf("对接日期")];
        Assert.Equal(app.Today, new DateOnly(1899, 12, 30).AddDays(int.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_report_is_for_the_bureau_and_the_export_of_a_party_holds_its_own_deals_alone()
    {
        var (deal, other) = (await market.DealAsync(), await market.DealAsync());
        foreach (var party in new[] { deal.Bank, deal.Enterprise, app.AsOperator() }) (await party.GetAsync($"oversight/reports/{Month}")).ExpectProblem(403, "http.forbidden");
        Assert.Equal(0, (await app.AsBureau("130100").GetAsync($"oversight/reports/{Month}")).Expect(200).Count("deals"));
        (await app.AsBureau().GetAsync("oversight/reports/2026-W3")).ExpectProblem(404, "report.unknown_period");
        (await app.AsBureau().GetAsync("oversight/reports/2199")).ExpectProblem(404, "report.not_begun");
        (await app.AsBureau().GetAsync($"oversight/reports/{Month}?region=130100")).ExpectFlaw("region", "region.not_yours");
        (await app.AsBureau().GetAsync($"oversight/reports/{Month}?format=pdf")).Expect(400);

        var own = Encoding.UTF8.GetString((await FileAsync("deals/export", client: deal.Bank)).Bytes);
        Assert.Contains(deal.Id.ToString(), own, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Id.ToString(), own, StringComparison.Ordinal);
        (await app.AsOperator().GetAsync("deals/export")).ExpectProblem(403, "http.forbidden");
        using var book = SpreadsheetDocument.Open(new MemoryStream((await FileAsync("deals/export?format=xlsx")).Bytes), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(book));
    }

    [Fact]
    public async Task Every_look_of_the_bureau_is_on_record_for_the_parties_and_the_bureau_and_for_nobody_else()
    {
        var deal = await (await market.DealAsync()).ToAsync("offered");
        var bureau = app.AsBureau();
        (await bureau.GetAsync(deal.Path)).Expect(200);
        (await bureau.GetAsync($"{deal.Path}/timeline")).Expect(200);
        (await bureau.GetAsync("deals")).Expect(200);
        await FileAsync("deals/export");
        (await bureau.GetAsync($"oversight/reports/{Month}")).Expect(200);
        (await deal.Bank.GetAsync(deal.Path)).Expect(200);
        (await app.AsBureau("130100").GetAsync(deal.Path)).Expect(404);

        foreach (var reader in new[] { deal.Bank, deal.Enterprise, bureau })
        {
            var looks = (await reader.GetAsync($"{deal.Path}/looks?side=bureau")).Expect(200);
            Assert.Equal(["report", "export", "list", "timeline", "deal"], looks["items"]!.AsArray().Select(l => l!["what"]!.GetValue<string>()));
            Assert.All(looks["items"]!.AsArray(), l => Assert.Equal("bureau-130400", l!["by"]!.GetValue<string>()));
        }

        (await (await market.BankAsync()).GetAsync($"{deal.Path}/looks")).ExpectProblem(404, "deal.unknown");
        (await app.AsOperator().GetAsync($"{deal.Path}/looks")).ExpectProblem(403, "http.forbidden");
        Assert.Equal(2, (await bureau.GetAsync($"{deal.Path}/looks?limit=2")).Expect(200).Count());

        // Looking changes nothing: the parties' next moves name the version they read.
        (await deal.ByEnterpriseAsync("offers/1/acceptance")).Expect(200);
    }

    [Theory]
    [InlineData("2026-11", "2026-11-01", "2026-11-30")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2026-Q4", "2026-10-01", "2026-12-31")]
    [InlineData("2026-H1", "2026-01-01", "2026-06-30")]
    [InlineData("2026-H2", "2026-07-01", "2026-12-31")]
    [InlineData("2026", "2026-01-01", "2026-12-31")]
    public void A_period_has_a_first_and_a_last_day(string name, string first, string last)
    {
        var period = Period.Read(name);
        Assert.Equal((DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture)), (period!.First, period.Last));
    }

    [Theory]
    [InlineData("2026-00")]
    [InlineData("2026-13")]
    [InlineData("2026-Q5")]
    [InlineData("2026-H3")]
    [InlineData("26-11")]
    [InlineData("2026-1")]
    [InlineData("２０２６")]
    public void What_is_no_period_is_none(string name) => Assert.Null(Period.Read(name));

    private async Task<(string? Type, byte[] Bytes)> FileAsync(string path, string? accept = null, string? language = null, MarketClient? client = null)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}");
        request.Headers.Authorization = new("Bearer", app.TokenOf((client ?? app.AsBureau()).Caller!));
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        if (language is not null) request.Headers.AcceptLanguage.ParseAdd(language);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        return (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static List<List<string>> Rows(SpreadsheetDocument document, DocumentFormat.OpenXml.Spreadsheet.Sheet sheet) =>
    [
        .. ((WorksheetPart)document.WorkbookPart!.GetPartById(sheet.Id!.Value!)).Worksheet.Descendants<Row>()
            .Select(row => row.Elements<Cell>().Select(cell => cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? string.Empty).ToList()),
    ];
}
