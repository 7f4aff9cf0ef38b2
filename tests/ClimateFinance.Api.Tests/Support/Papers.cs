using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Api.Tests.Support;

/// <summary>Documents to file, and how they are sent.</summary>
internal static class Papers
{
    public const string Pdf = "application/pdf";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static byte[] PdfOf(string words = "示例", int bytes = 0) => Filled([.. "%PDF-1.7\n"u8, .. Encoding.UTF8.GetBytes(words)], bytes);

    public static byte[] PngOf() => [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13];

    public static byte[] JpegOf() => [0xff, 0xd8, 0xff, 0xe0, 0, 16];

    public static byte[] PackageOf(params string[] parts)
    {
        using var file = new MemoryStream();
        using (var folder = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var part in parts)
            {
                using var entry = folder.CreateEntry(part).Open();
                entry.Write("<x/>"u8);
            }
        }

        return file.ToArray();
    }

    public static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Files in the present version of the deal, unless another is stated.</summary>
    public static async Task<ApiAnswer> FileAsync(
        this MarketClient client, string deal, byte[] content, string type = Pdf, string name = "审计报告.pdf", string kind = "financialStatements", string? version = null,
        Action<HttpRequestHeaders>? headers = null)
    {
        version ??= (await client.GetAsync(deal)).Expect(200).ETag;
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await client.SendAsync(HttpMethod.Post, $"{deal}/files?kind={Uri.EscapeDataString(kind)}&name={Uri.EscapeDataString(name)}", body, sent =>
        {
            sent.TryAddWithoutValidation("If-Match", version);
            headers?.Invoke(sent);
        });
    }

    private static byte[] Filled(byte[] begin, int bytes)
    {
        if (bytes <= begin.Length) return begin;
        var all = new byte[bytes];
        new Random(bytes).NextBytes(all);
        begin.CopyTo(all, 0);
        return all;
    }
}
