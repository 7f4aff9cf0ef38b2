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
    public const int Greens = 32;

    public static int Province(RegionCode region) => Pair(region, 0) is >= 0 and var province ? province % Provinces : -1;

    /// <summary>−1 for a code of a whole province.</summary>
    public static int City(RegionCode region) =>
        Pair(region, 0) is >= 0 and var province && Pair(region, 2) is > 0 and var city ? ((province * 7) + city) % Cities : -1;

    /// <summary>By the division, two digits: C30, C31; −1 for a whole section.</summary>
    public static int Industry(IndustryCode industry) =>
        industry.Value is { Length: >= 3 } code && char.IsAsciiDigit(code[1]) && char.IsAsciiDigit(code[2])
            ? (((code[1] - '0') * 10) + code[2] - '0' + (code[0] * 5)) % Industries
            : -1;

    /// <summary>FNV-1a over the name, the same on every machine.</summary>
    public static int Green(string name)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in name) hash = (hash ^ letter) * 16_777_619u;
        return (int)(hash % Greens);
    }

    private static int Pair(RegionCode region, int at) =>
        region.Value is { Length: 6 } code && char.IsAsciiDigit(code[at]) && char.IsAsciiDigit(code[at + 1])
            ? ((code[at] - '0') * 10) + code[at + 1] - '0'
            : -1;
}
