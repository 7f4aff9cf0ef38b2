using System.Text.Json;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Http.Tables;

/// <summary>In which form figures are handed out.</summary>
internal enum TableFormat
{
    Json,
    Csv,
    Xlsx,
}

/// <summary>The forms of a spreadsheet's file.</summary>
internal enum TableFile
{
    Csv,
    Xlsx,
}

/// <summary>Which form and which language a caller wants.</summary>
internal static class TableFormats
{
    public const string Csv = "text/csv";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>The parameter, else the best of <c>Accept</c>, else the first.</summary>
    public static TableFormat Of(HttpRequest request, TableFormat? asked, TableFormat otherwise)
    {
        if (asked is { } stated) return stated;
        foreach (var accepted in request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1d))
        {
            if (accepted.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase)) return TableFormat.Csv;
            if (accepted.MediaType.Equals(Xlsx, StringComparison.OrdinalIgnoreCase)) return TableFormat.Xlsx;
            if (accepted.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)) return TableFormat.Json;
        }

        return otherwise;
    }

    /// <summary>Headings are Chinese, for those who read these tables, unless the request, or else the caller's preference, says English.</summary>
    public static bool Chinese(HttpRequest request, string? preferred) =>
        request.Headers.AcceptLanguage.Count == 0 ? preferred != Words.English.Language : Words.For(request) == Words.Chinese;
}

/// <summary>Tables as a file: CSV goes out as it is read; a workbook, whose directory stands at its end, through a temporary file.</summary>
internal sealed class TableReply(TableFormat format, string fileName, IReadOnlyList<Sheet> sheets, bool chinese) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellation) = (httpContext.Response, httpContext.RequestAborted);
        var ending = format == TableFormat.Csv ? "csv" : "xlsx";
        response.ContentType = format == TableFormat.Csv ? $"{TableFormats.Csv}; charset=utf-8" : TableFormats.Xlsx;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}.{ending}\"";
        response.Headers.ContentLanguage = chinese ? "zh-CN" : "en";
        response.Headers.Vary = "Accept, Accept-Language";
        response.Headers.CacheControl = "private, no-store";
        if (format == TableFormat.Csv)
        {
            await CsvTable.WriteAsync(response.Body, sheets[0], chinese, cancellation);
            return;
        }

        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 65_536,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await XlsxWriter.WriteAsync(file, sheets, chinese, cancellation);
        file.Position = 0;
        response.ContentLength = file.Length;
        await file.CopyToAsync(response.Body, cancellation);
    }
}

/// <summary>An object whose last member is a long list, written as the list is read: no more than a page of it is in memory.</summary>
internal sealed class LongJsonReply<THead, TItem>(THead head, string member, IAsyncEnumerable<IReadOnlyList<TItem>> pages) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellation) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/json";
        response.Headers.Vary = "Accept, Accept-Language";
        response.Headers.CacheControl = "private, no-store";
        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder });
        json.WriteStartObject();
        foreach (var property in JsonSerializer.SerializeToElement(head, ApiJson.Options).EnumerateObject())
        {
            if (property.Name != member) property.WriteTo(json);
        }

        json.WriteStartArray(member);
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            foreach (var item in page) JsonSerializer.Serialize(json, item, ApiJson.Options);
            await json.FlushAsync(cancellation);
            await response.BodyWriter.FlushAsync(cancellation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }
}
