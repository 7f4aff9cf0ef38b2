using ClimateFinance.Domain.Evidence;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Evidence;

/// <summary>The tree against the definition of RFC 6962, written out; and the proofs against every tampering.</summary>
public sealed class MerkleTests
{
    /// <summary>The leaves that implementations of Certificate Transparency test with, and their roots for 1 to 8 of them.</summary>
    private static readonly string[] KnownLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] KnownRoots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_roots_are_those_that_other_implementations_come_to()
    {
        var leaves = KnownLeaves.Select(hex => MerkleTree.Leaf(Convert.FromHexString(hex))).ToArray();
        var kept = Grow(leaves);

        for (var size = 1; size <= leaves.Length; size++) Assert.Equal(KnownRoots[size - 1], MerkleTree.Root(size, at => kept[at]).Hex);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", MerkleTree.Root(0, at => kept[at]).Hex);
    }

    [Fact]
    public void Root_and_every_proof_follow_the_definition_for_every_size()
    {
        var leaves = Leaves(70);
        var kept = Grow(leaves);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = MerkleTree.Root(size, at => kept[at]);
            Assert.Equal(ByDefinition(leaves.AsSpan(0, size)), root);
            for (var position = 0; position < size; position++)
            {
                var path = MerkleTree.Inclusion(position, size, at => kept[at]);
                Assert.True(MerkleProof.Includes(leaves[position], position, size, path, root));
            }

            for (var earlier = 1; earlier <= size; earlier++)
            {
                var proof = MerkleTree.Consistency(earlier, size, at => kept[at]);
                Assert.True(MerkleProof.Continues(earlier, ByDefinition(leaves.AsSpan(0, earlier)), size, root, proof));
            }
        }
    }

    [Fact]
    public void Only_the_peaks_of_a_tree_are_needed_to_let_it_grow()
    {
        var leaves = Leaves(200);
        var all = Grow(leaves);
        for (var size = 0; size < leaves.Length; size++)
        {
            var peaks = MerkleTree.Peaks(size).ToDictionary(at => at, at => all[at]);
            Assert.Equal(long.PopCount(size), peaks.Count);
            foreach (var (at, hash) in MerkleTree.Completed(size, leaves[size], at => peaks[at])) Assert.Equal(all[at], hash);
        }
    }

    [Fact]
    public void A_proof_proves_nothing_else() => Prop.ForAll(
        Gen.Choose(2, 60).SelectMany(size => Gen.Choose(0, size - 1).Select(position => (size, position))).ToArbitrary(),
        given =>
        {
            var (size, position) = given;
            var leaves = Leaves(size + 1);
            var kept = Grow(leaves);
            var root = MerkleTree.Root(size, at => kept[at]);
            var path = MerkleTree.Inclusion(position, size, at => kept[at]);

            Assert.False(MerkleProof.Includes(leaves[size], position, size, path, root));
            Assert.False(MerkleProof.Includes(leaves[position], (position + 1) % size, size, path, root));
            Assert.False(MerkleProof.Includes(leaves[position], position, size, [.. path, Digest.Zero], root));
            Assert.False(MerkleProof.Includes(leaves[position], position, size, [.. path.SkipLast(1)], root));
            Assert.False(MerkleProof.Includes(leaves[position], position, size, path, MerkleTree.Root(size + 1, at => kept[at])));
            for (var i = 0; i < path.Count; i++)
            {
                var changed = path.ToArray();
                changed[i] = Digest.Sha256(changed[i].ToArray());
                Assert.False(MerkleProof.Includes(leaves[position], position, size, changed, root));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_tree_that_changed_its_past_does_not_continue_it() => Prop.ForAll(
        Gen.Choose(2, 60).SelectMany(later => Gen.Choose(1, later - 1).SelectMany(earlier => Gen.Choose(0, earlier - 1).Select(changed => (later, earlier, changed)))).ToArbitrary(),
        given =>
        {
            var (later, earlier, changed) = given;
            var honest = Leaves(later);
            var rewritten = honest.ToArray();
            rewritten[changed] = MerkleTree.Leaf("rewritten"u8);
            var kept = Grow(rewritten);

            var proof = MerkleTree.Consistency(earlier, later, at => kept[at]);

            Assert.False(MerkleProof.Continues(earlier, ByDefinition(honest.AsSpan(0, earlier)), later, ByDefinition(rewritten), proof));
            Assert.True(MerkleProof.Continues(earlier, ByDefinition(rewritten.AsSpan(0, earlier)), later, ByDefinition(rewritten), proof));
        }).QuickCheckThrowOnFailure();

    private static Digest[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i)))];

    private static Dictionary<NodeAddress, Digest> Grow(IReadOnlyList<Digest> leaves)
    {
        var kept = new Dictionary<NodeAddress, Digest>();
        for (var i = 0; i < leaves.Count; i++)
        {
            foreach (var (at, hash) in MerkleTree.Completed(i, leaves[i], at => kept[at]).ToArray()) kept.Add(at, hash);
        }

        return kept;
    }

    /// <summary>MTH of RFC 6962, 2.1, word for word.</summary>
    private static Digest ByDefinition(ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length == 1) return leaves[0];
        var k = 1;
        while (k * 2 < leaves.Length) k *= 2;
        return Digest.Sha256([1, .. ByDefinition(leaves[..k]).ToArray(), .. ByDefinition(leaves[k..]).ToArray()]);
    }
}
