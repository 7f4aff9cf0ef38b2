using CsvHelper;

namespace ClimateFinance.Api.Http.Tables;

/// <summary>A table as CSV (RFC 4180): UTF-8 with its mark, for without it Excel takes Chinese for something else; lines end in CR LF.</summary>
internal static class CsvTable
{
    public static async Task WriteAsync(Stream to, Sheet sheet, bool chinese, CancellationToken cancellation)
    {
        await using var csv = CsvWriter.Create(to, new CsvWriterOptions { WriteByteOrderMark = true, HasHeader = false }, leaveOpen: true);
        await csv.WriteRecordAsync([.. sheet.Columns.Select(column => chinese ? column.Chinese : column.English)], cancellation);
        await foreach (var page in sheet.Pages.WithCancellation(cancellation))
        {
            foreach (var row in page) await csv.WriteRecordAsync(Array.ConvertAll(row, SheetText.Of), cancellation);
            await csv.FlushAsync(cancellation);
        }
    }
}
