namespace ClimateFinance.Domain.Evidence;

/// <summary>Checks proofs with nothing but the proof and the roots: by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.</summary>
public static class MerkleProof
{
    /// <summary>Whether the leaf stands at the position under the root over <paramref name="size"/> leaves.</summary>
    public static bool Includes(Digest leaf, long position, long size, IReadOnlyList<Digest> path, Digest root)
    {
        if (position < 0 || position >= size) return false;
        var (fn, sn, hash) = (position, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleTree.Node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                hash = MerkleTree.Node(hash, sibling);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && hash == root;
    }

    /// <summary>Whether the tree with the later root begins with the tree with the earlier one.</summary>
    public static bool Continues(long earlier, Digest earlierRoot, long later, Digest laterRoot, IReadOnlyList<Digest> proof)
    {
        if (earlier <= 0 || earlier > later) return false;
        if (earlier == later) return proof.Count == 0 && earlierRoot == laterRoot;

        var path = long.IsPow2(earlier) ? [earlierRoot, .. proof] : proof;
        if (path.Count == 0) return false;
        var (fn, sn) = (earlier - 1, later - 1);
        while ((fn & 1) == 1) (fn, sn) = (fn >> 1, sn >> 1);
        var (fr, sr) = (path[0], path[0]);
        foreach (var c in path.Skip(1))
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (MerkleTree.Node(c, fr), MerkleTree.Node(c, sr));
                while ((fn & 1) == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                sr = MerkleTree.Node(sr, c);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && fr == earlierRoot && sr == laterRoot;
    }
}
