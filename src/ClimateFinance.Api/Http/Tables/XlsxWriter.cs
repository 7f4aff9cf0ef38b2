using System.Globalization;
using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace ClimateFinance.Api.Http.Tables;

/// <summary>
/// Tables as one workbook (ISO/IEC 29500), a sheet each. The parts go straight into the zip, row by row: the package API of the framework would
/// keep them all in memory. Text is written as text, so nothing in it can become a formula.
/// </summary>
internal static class XlsxWriter
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packaged = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string Declared = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    /// <summary>A sheet of a workbook has no more rows; a longer table goes on in a further sheet.</summary>
    internal const int MostRows = 1_048_576;

    /// <summary>Styles: 0 as it is, 1 heading, 2 number with thousands and fen, 3 date.</summary>
    private const uint Heading = 1, Money = 2, Day = 3;

    public static async Task WriteAsync(Stream to, IReadOnlyList<Sheet> sheets, bool chinese, CancellationToken cancellation)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var names = new List<string>();
        foreach (var sheet in sheets) await WriteSheetAsync(zip, sheet, chinese, names, cancellation);
        Part(zip, "xl/styles.xml", Styles);
        Part(zip, "xl/workbook.xml", $"{Declared}<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>{string.Concat(names.Select((name, i) => $"<sheet name=\"{name}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>"))}</sheets></workbook>");
        Part(zip, "xl/_rels/workbook.xml.rels", $"{Declared}<Relationships xmlns=\"{Packaged}\">{string.Concat(names.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}<Relationship Id=\"rId{names.Count + 1}\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>");
        Part(zip, "_rels/.rels", $"{Declared}<Relationships xmlns=\"{Packaged}\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Part(zip, "[Content_Types].xml", $"{Declared}<Types xmlns=\"{Types}\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{string.Concat(names.Select((_, i) => $"<Override PartName=\"/xl/worksheets/sheet{i + 1}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"))}</Types>");
    }

    private static async Task WriteSheetAsync(ZipArchive zip, Sheet sheet, bool chinese, List<string> names, CancellationToken cancellation)
    {
        var (page, rows) = (Begin(zip, sheet, chinese, names), 1);
        try
        {
            await foreach (var read in sheet.Pages.WithCancellation(cancellation))
            {
                foreach (var row in read)
                {
                    if (rows == MostRows)
                    {
                        End(page);
                        (page, rows) = (Begin(zip, sheet, chinese, names), 1);
                    }

                    WriteRow(page.Writer, row.Select(CellOf));
                    rows++;
                }
            }
        }
        finally
        {
            End(page);
        }
    }

    private static (OpenXmlWriter Writer, Stream Entry) Begin(ZipArchive zip, Sheet sheet, bool chinese, List<string> names)
    {
        var name = sheet.Name(chinese);
        names.Add(names.Contains(name) ? $"{name} {names.Count + 1}" : name);
        var entry = zip.CreateEntry($"xl/worksheets/sheet{names.Count}.xml", CompressionLevel.Fastest).Open();
        var writer = OpenXmlWriter.Create(entry);
        writer.WriteStartDocument();
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(new Pane
        {
            VerticalSplit = 1,
            TopLeftCell = "A2",
            ActivePane = PaneValues.BottomLeft,
            State = PaneStateValues.Frozen,
        })
        { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(sheet.Columns.Select((c, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = c.Width, CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
        WriteRow(writer, sheet.Columns.Select(c => Text(chinese ? c.Chinese : c.English, Heading)));
        return (writer, entry);
    }

    private static void End((OpenXmlWriter Writer, Stream Entry) page)
    {
        page.Writer.WriteEndElement();
        page.Writer.WriteEndElement();
        page.Writer.Dispose();
        page.Entry.Dispose();
    }

    private static void WriteRow(OpenXmlWriter writer, IEnumerable<Cell> cells)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells) writer.WriteElement(cell);
        writer.WriteEndElement();
    }

    private static Cell CellOf(object? value) => value switch
    {
        null => new Cell(),
        string text => Text(text, 0),
        DateOnly day => Number((day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture), Day),
        // Tonnes have more decimals than money: the form for money would hide them.
        decimal { Scale: > 2 } number => Number(number.ToString(CultureInfo.InvariantCulture), 0),
        decimal number => Number(number.ToString(CultureInfo.InvariantCulture), Money),
        int or long => Number(Convert.ToString(value, CultureInfo.InvariantCulture)!, 0),
        _ => Text(SheetText.Of(value), 0),
    };

    private static Cell Number(string text, uint style) => new() { StyleIndex = style, CellValue = new CellValue(text) };

    private static Cell Text(string text, uint style) => new()
    {
        StyleIndex = style,
        DataType = CellValues.InlineString,
        InlineString = new InlineString(new Text(Clean(text)) { Space = SpaceProcessingModeValues.Preserve }),
    };

    /// <summary>What XML cannot say, and what is longer than a cell may be, is left out.</summary>
    private static string Clean(string text)
    {
        var clean = text.All(System.Xml.XmlConvert.IsXmlChar) ? text : string.Concat(text.EnumerateRunes().Where(r => r.Value >= 0x20 || r.Value is 9 or 10 or 13));
        return clean.Length <= 32_767 ? clean : clean[..32_767];
    }

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open());
        writer.Write(xml);
    }

    private const string Styles =
        $"""
         {Declared}<styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>
         """;
}
