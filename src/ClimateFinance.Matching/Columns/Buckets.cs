using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// Codes folded into few bitmaps. Two codes may share a bucket: a bucket only ever lets too many through, and survivors are judged exactly.
/// What cannot be told (an odd code from an old history) answers −1: it belongs to every bucket, or asks for none.
/// </summary>
internal static class Buckets
{
    public const int Provinces = 64;
    public const int Cities = 64;
    public const int Industries = 32;
    public const int Greens = 192;

    /// <summary>The one that names without a bitmap of their own share.</summary>
    public const int SharedGreen = Greens - 1;

    public static int Province(RegionCode region) => Pair(region, 0) is >= 0 and var province ? province % Provinces : -1;

    /// <summary>−1 for a code of a whole province.</summary>
    public static int City(RegionCode region) =>
        Pair(region, 0) is >= 0 and var province && Pair(region, 2) is > 0 and var city ? ((province * 7) + city) % Cities : -1;

    /// <summary>By the division, two digits: C30, C31; −1 for a whole section.</summary>
    public static int Industry(IndustryCode industry) =>
        industry.Value is { Length: >= 3 } code && char.IsAsciiDigit(code[1]) && char.IsAsciiDigit(code[2])
            ? (((code[1] - '0') * 10) + code[2] - '0' + (code[0] * 5)) % Industries
            : -1;

    /// <summary>A code as a number, a byte each for province, city and county; −1 for one that is not six digits.</summary>
    public static int Place(RegionCode region) => Math.Max((Pair(region, 0) << 16) | (Pair(region, 2) << 8) | Pair(region, 4), -1);

    private static int Pair(RegionCode region, int at) =>
        region.Value is { Length: 6 } code && char.IsAsciiDigit(code[at]) && char.IsAsciiDigit(code[at + 1])
            ? ((code[at] - '0') * 10) + code[at + 1] - '0'
            : -1;
}
