using System.Text;
using ClimateFinance.Api.Http.Tables;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Xunit;
using Sheet = ClimateFinance.Api.Http.Tables.Sheet;

namespace ClimateFinance.Api.Tests.Oversight;

/// <summary>Tables as files: whatever a text holds, it stays a text, in CSV and in a workbook.</summary>
public sealed class TableTests
{
    private static readonly string[] Nasty =
        ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1+1", "a,b", "say \"x\"", "two\r\nlines", "\u0001control", "𠮷野家", "<tag> & co", "  spaces  ", ""];

    [Fact]
    public async Task A_workbook_takes_any_text_as_text_and_is_valid()
    {
        using var stream = new MemoryStream();
        await XlsxWriter.WriteAsync(stream, [Rows(), Rows()], chinese: true, TestContext.Current.CancellationToken);

        stream.Position = 0;
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(fault => fault.Description));
        Assert.Equal(2, document.WorkbookPart!.WorksheetParts.Count());
        var cells = document.WorkbookPart.WorksheetParts.First().Worksheet.Descendants<Row>().Skip(1).Select(r => r.Elements<Cell>().First()).ToArray();
        Assert.All(cells, cell => Assert.Null(cell.CellFormula));
        Assert.Equal(Nasty.Select(text => text.Replace("\u0001", "", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal)), cells.Select(cell => cell.InlineString!.InnerText));
    }

    [Fact]
    public async Task A_csv_marks_what_a_spreadsheet_would_run_and_leaves_numbers_alone()
    {
        using var stream = new MemoryStream();
        await CsvTable.WriteAsync(stream, Rows(), chinese: false, TestContext.Current.CancellationToken);

        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.StartsWith("\uFEFFtext,number\r\n'=1+1,-1.50\r\n'+1,-1.50\r\n'-1,-1.50\r\n'@SUM(A1),-1.50\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"say \"\"x\"\"\",-1.50\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"two\r\nlines\",-1.50\r\n", text, StringComparison.Ordinal);
    }

    private static Sheet Rows() => Sheet.Of("rows", "行", [new SheetColumn<string>("text", "文字", text => text), new("number", "数", _ => -1.50m)], Nasty);
}
