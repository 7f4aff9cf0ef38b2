namespace ClimateFinance.Domain.Evidence;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1, with SHA-256: a leaf is hashed after a byte 0, two children after a byte 1, and n leaves are
/// split at the largest power of two below n. Only whole subtrees of 2^level leaves are ever kept; whatever lies at the ragged right edge is
/// worked out from them, so that a leaf, a root and a proof cost a logarithm of the tree's size.
/// </summary>
public static class MerkleTree
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>Of no leaves at all: the hash of nothing.</summary>
    public static Digest Empty { get; } = Digest.Sha256([]);

    /// <summary>The hash of a leaf with this content.</summary>
    public static Digest Leaf(ReadOnlySpan<byte> content)
    {
        var prefixed = new byte[content.Length + 1];
        prefixed[0] = LeafPrefix;
        content.CopyTo(prefixed.AsSpan(1));
        return Digest.Sha256(prefixed);
    }

    /// <summary>The parent of two.</summary>
    public static Digest Node(Digest left, Digest right) => Digest.Join(NodePrefix, left, right);

    /// <summary>
    /// The whole subtrees that the leaf at a position completes, the leaf itself first: what must be kept when it is added.
    /// </summary>
    /// <param name="position">Of the leaf, from 0.</param>
    /// <param name="kept">The whole subtrees kept so far.</param>
    public static IEnumerable<(NodeAddress At, Digest Hash)> Completed(long position, Digest leaf, Func<NodeAddress, Digest> kept)
    {
        var (at, hash) = (new NodeAddress(0, position), leaf);
        yield return (at, hash);
        while ((at.Index & 1) == 1)
        {
            hash = Node(kept(at with { Index = at.Index - 1 }), hash);
            at = at.Parent;
            yield return (at, hash);
        }
    }

    /// <summary>The whole subtrees that n leaves fall into, from the left: one for each bit of n.</summary>
    public static IEnumerable<NodeAddress> Peaks(long size)
    {
        long first = 0;
        for (var level = 62; level >= 0; level--)
        {
            if ((size >> level & 1) == 0) continue;
            yield return new NodeAddress(level, first >> level);
            first += 1L << level;
        }
    }

    /// <summary>The root over the first <paramref name="size"/> leaves.</summary>
    public static Digest Root(long size, Func<NodeAddress, Digest> kept) => size == 0 ? Empty : Range(0, size, kept);

    /// <summary>
    /// The path that proves a leaf under the root over the first <paramref name="size"/> leaves (RFC 6962, 2.1.1), from the leaf upwards.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is not below the size.</exception>
    public static IReadOnlyList<Digest> Inclusion(long position, long size, Func<NodeAddress, Digest> kept)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, size);
        var path = new List<Digest>();
        Descend(0, size);
        return path;

        void Descend(long first, long count)
        {
            if (count == 1) return;
            var split = Split(count);
            if (position < first + split)
            {
                Descend(first, split);
                path.Add(Range(first + split, count - split, kept));
            }
            else
            {
                Descend(first + split, count - split);
                path.Add(Range(first, split, kept));
            }
        }
    }

    /// <summary>
    /// The nodes that prove that the tree of <paramref name="earlier"/> leaves is the beginning of the one of <paramref name="later"/> (RFC 6962, 2.1.2).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt; earlier ≤ later.</exception>
    public static IReadOnlyList<Digest> Consistency(long earlier, long later, Func<NodeAddress, Digest> kept)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(earlier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlier, later);
        var proof = new List<Digest>();
        Descend(0, later, earlier, whole: true);
        return proof;

        void Descend(long first, long count, long known, bool whole)
        {
            if (known == count)
            {
                if (!whole) proof.Add(Range(first, count, kept));
                return;
            }

            var split = Split(count);
            if (known <= split)
            {
                Descend(first, split, known, whole);
                proof.Add(Range(first + split, count - split, kept));
            }
            else
            {
                Descend(first + split, count - split, known - split, whole: false);
                proof.Add(Range(first, split, kept));
            }
        }
    }

    /// <summary>The hash over <paramref name="count"/> leaves from <paramref name="first"/>, which is where a subtree of RFC 6962 begins.</summary>
    private static Digest Range(long first, long count, Func<NodeAddress, Digest> kept)
    {
        if (long.IsPow2(count)) return kept(NodeAddress.Over(first, count));
        var split = Split(count);
        return Node(Range(first, split, kept), Range(first + split, count - split, kept));
    }

    /// <summary>The largest power of two below n, for n &gt; 1.</summary>
    private static long Split(long count) => 1L << (int)long.Log2(count - 1);
}

/// <summary>A whole subtree: 2^<paramref name="Level"/> leaves, the <paramref name="Index"/>-th of its level from 0.</summary>
public readonly record struct NodeAddress(int Level, long Index)
{
    internal NodeAddress Parent => new(Level + 1, Index >> 1);

    internal static NodeAddress Over(long first, long count)
    {
        var level = (int)long.Log2(count);
        return new NodeAddress(level, first >> level);
    }
}
