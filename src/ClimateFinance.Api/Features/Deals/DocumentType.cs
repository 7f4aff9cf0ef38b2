namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// A type of document that is taken, and how its content is known: by its first bytes, and for the packed formats by the parts that it must have and the one
/// (a program) that it must not.
/// </summary>
/// <param name="Endings">With which a file's name of this type ends.</param>
/// <param name="Begins">The first bytes.</param>
/// <param name="Holds">Names of parts, as they stand in the package.</param>
internal sealed record DocumentType(string MediaType, IReadOnlyList<string> Endings, byte[] Begins, IReadOnlyList<byte[]> Holds)
{
    /// <summary>No part's name is longer.</summary>
    public const int LongestMark = 32;

    private const string Office = "application/vnd.openxmlformats-officedocument";
    private static readonly byte[] Package = "PK\u0003\u0004"u8.ToArray();

    public static IReadOnlyList<DocumentType> All { get; } =
    [
        new("application/pdf", [".pdf"], "%PDF-"u8.ToArray(), []),
        new("image/png", [".png"], [0x89, .. "PNG\r\n\u001a\n"u8], []),
        new("image/jpeg", [".jpg", ".jpeg"], [0xff, 0xd8, 0xff], []),
        new($"{Office}.spreadsheetml.sheet", [".xlsx"], Package, ["[Content_Types].xml"u8.ToArray(), "xl/workbook.xml"u8.ToArray()]),
        new($"{Office}.wordprocessingml.document", [".docx"], Package, ["[Content_Types].xml"u8.ToArray(), "word/document.xml"u8.ToArray()]),
    ];

    /// <summary>Programs in office files are stored under this name.</summary>
    public static ReadOnlySpan<byte> Program => "vbaProject.bin"u8;

    public bool IsPackage => Holds.Count > 0;

    public static DocumentType? Of(string? mediaType) => All.FirstOrDefault(type => type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));

    public bool Fits(string name) => Endings.Any(ending => name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
