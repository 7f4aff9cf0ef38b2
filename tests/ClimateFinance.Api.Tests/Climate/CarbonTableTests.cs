using System.Text;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Xunit;
using Scenario = ClimateFinance.Api.Tests.Support.Scenario;

namespace ClimateFinance.Api.Tests.Climate;

/// <summary>The quarter's return and the library's statistics as files: the figures of the JSON, headings in Chinese, nothing in them a formula.</summary>
public sealed class CarbonTableTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private MarketApp app = null!;
    private Scenario scenario = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        scenario = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_quarters_return_is_the_same_in_json_csv_and_a_workbook()
    {
        var own = await scenario.EnterpriseAsync();
        var project = await scenario.ProjectAsync(own, sheet => sheet["title"] = "=HYPERLINK(\"http://a\",\"项目\")");
        var desk = await (await scenario.DealAsync(enterprise: own, need: await scenario.NeedAsync(own, project))).ToAsync("drawing");
        (await desk.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        var path = $"banks/{desk.Bank.Organisation}/carbon-reduction-returns/{app.Today.Year}/{((app.Today.Month - 1) / 3) + 1}";
        var json = (await desk.Bank.GetAsync(path)).Expect(200);

        var (type, bytes) = await FileAsync(desk.Bank, $"{path}?format=csv");
        Assert.Equal("text/csv", type);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("对接编号,借款企业,项目名称,项目代码,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("经核查减排量（吨CO2e）,未核查估算减排量（吨CO2e）,核查机构,演示数据", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://a\"\",\"\"项目\"\")\"", lines[1], StringComparison.Ordinal);
        Assert.Contains(json.Num("rows.0.ratePercent").ToString(System.Globalization.CultureInfo.InvariantCulture), lines[1], StringComparison.Ordinal);
        Assert.Contains("balance CNY,10000000.00", Encoding.UTF8.GetString((await FileAsync(desk.Bank, $"{path}?format=csv&table=summary", "en")).Bytes), StringComparison.Ordinal);

        var book = (await FileAsync(desk.Bank, $"{path}?format=xlsx")).Bytes;
        using var document = SpreadsheetDocument.Open(new MemoryStream(book), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(fault => fault.Description));
        Assert.Equal(["贷款明细", "汇总"], SheetNames(document));
        var rows = Rows(document, 0);
        Assert.Equal(("=HYPERLINK(\"http://a\",\"项目\")", "10000000.00", "节能环保"), (rows[1][2], rows[1][rows[0].IndexOf("季末余额（元）")], rows[1][rows[0].IndexOf("支持领域")]));
        Assert.Contains(Rows(document, 1), row => row[0] == "按比例测算的工具资金（元）" && row[1].StartsWith("6000000", StringComparison.Ordinal));

        Assert.Equal(Xlsx, (await FileAsync(desk.Bank, path, accept: Xlsx)).Type);
        (await desk.Bank.GetAsync($"{path}?format=pdf")).Expect(400);
        (await app.AsBank(Guid.CreateVersion7()).GetAsync($"{path}?format=csv")).ExpectProblem(404, "bank.unknown");
        (await desk.Enterprise.GetAsync($"{path}?format=csv")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau().GetAsync($"{path}?format=xlsx")).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task The_librarys_statistics_are_handed_out_with_names_and_only_of_the_bureaus_region()
    {
        var own = await scenario.EnterpriseAsync();
        await scenario.ProjectAsync(own);
        var waiting = await scenario.ProjectAsync(own, admitted: false);
        (await own.MoveAsync($"projects/{waiting}", "submission")).Expect(200);
        var bureau = app.AsBureau();
        var json = (await bureau.GetAsync("projects/library-statistics")).Expect(200);
        Assert.Equal((1m, 200_000_000m), (json.Num("library.projects"), json.Num("library.investmentCny")));

        var csv = Encoding.UTF8.GetString((await FileAsync(bureau, "projects/library-statistics?format=csv")).Bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("口径,编码,名称,项目数,总投资（元）,自有资金（元）,年减排量（吨CO2e）,单位投资年减排量（吨/万元）,经核查减排量（吨CO2e）,其中演示数据", csv[0]);
        Assert.StartsWith("在库合计,,,1,200000000.00,", csv[1], StringComparison.Ordinal);
        Assert.Contains(csv, line => line.StartsWith("地区,130481,武安市,1,", StringComparison.Ordinal));
        Assert.Contains(csv, line => line.StartsWith("状态（全部项目）,submitted,已申报,1,", StringComparison.Ordinal));
        Assert.Contains("waiting,1", Encoding.UTF8.GetString((await FileAsync(bureau, "projects/library-statistics?format=csv&table=review", "en")).Bytes), StringComparison.Ordinal);

        using var document = SpreadsheetDocument.Open(new MemoryStream((await FileAsync(bureau, "projects/library-statistics?format=xlsx")).Bytes), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(fault => fault.Description));
        Assert.Equal(["项目库", "审核时限", "退回原因"], SheetNames(document));
        Assert.Equal(json.Num("library.reductionTco2ePerYear"), decimal.Parse(Rows(document, 0)[1][6], System.Globalization.CultureInfo.InvariantCulture));

        var far = Encoding.UTF8.GetString((await FileAsync(app.AsBureau("130100"), "projects/library-statistics?format=csv")).Bytes[3..]);
        Assert.Contains("在库合计,,,0,0", far, StringComparison.Ordinal);
        foreach (var other in new[] { own, app.AsBank(Guid.CreateVersion7()), app.AsOperator() })
            (await other.GetAsync("projects/library-statistics?format=csv")).ExpectProblem(403, "http.forbidden");
    }

    private async Task<(string? Type, byte[] Bytes)> FileAsync(MarketClient client, string path, string? language = null, string? accept = null)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}");
        request.Headers.Authorization = new("Bearer", app.TokenOf(client.Caller!));
        if (language is not null) request.Headers.AcceptLanguage.ParseAdd(language);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        return (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static string[] SheetNames(SpreadsheetDocument document) => [.. document.WorkbookPart!.Workbook.Descendants<Sheet>().Select(s => s.Name!.Value!)];

    private static List<List<string>> Rows(SpreadsheetDocument document, int sheet) =>
    [
        .. ((WorksheetPart)document.WorkbookPart!.GetPartById(document.WorkbookPart.Workbook.Descendants<Sheet>().ElementAt(sheet).Id!.Value!)).Worksheet.Descendants<Row>()
            .Select(row => row.Elements<Cell>().Select(cell => cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? string.Empty).ToList()),
    ];
}
