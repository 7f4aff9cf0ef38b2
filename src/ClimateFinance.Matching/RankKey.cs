using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// The order of every ranking, stated once: higher score first, then the lower lowest all-in rate, then the larger cover, then the smaller id.
/// Ids compare as 16 bytes, most significant first, as PostgreSQL compares uuid. A smaller key ranks before a larger one,
/// and a key is a cursor: "after this one" stays true when others come and go.
/// </summary>
/// <param name="Score">0 to 10 000.</param>
/// <param name="LowestAllIn">The product's lowest indicative all-in rate.</param>
/// <param name="Cover">What the product could lend to the need.</param>
/// <param name="Id">The product's id in a ranking for a need, the need's id in a ranking for a product.</param>
public readonly record struct RankKey(int Score, BasisPoints LowestAllIn, Cny Cover, Guid Id) : IComparable<RankKey>
{
    public int CompareTo(RankKey other)
    {
        var order = other.Score.CompareTo(Score);
        if (order == 0) order = LowestAllIn.CompareTo(other.LowestAllIn);
        if (order == 0) order = other.Cover.CompareTo(Cover);
        return order != 0 ? order : Id.CompareTo(other.Id);
    }

    public static bool operator <(RankKey a, RankKey b) => a.CompareTo(b) < 0;

    public static bool operator >(RankKey a, RankKey b) => a.CompareTo(b) > 0;

    public static bool operator <=(RankKey a, RankKey b) => a.CompareTo(b) <= 0;

    public static bool operator >=(RankKey a, RankKey b) => a.CompareTo(b) >= 0;
}
