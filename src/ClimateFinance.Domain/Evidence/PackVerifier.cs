namespace ClimateFinance.Domain.Evidence;

/// <summary>Checks a pack with nothing but the pack: no server, no database, no clock.</summary>
public static class PackVerifier
{
    /// <summary>Everything that is wrong with a pack; nothing when it holds.</summary>
    /// <param name="trusted">The id of the marketplace's key, learnt elsewhere; null trusts the key in the pack, which proves less.</param>
    public static IReadOnlyList<string> Faults(EvidencePack pack, Digest? trusted)
    {
        var faults = new List<string>();
        if (pack.Format != EvidencePack.CurrentFormat) faults.Add($"The format is '{pack.Format}'; this verifier knows '{EvidencePack.CurrentFormat}'.");
        var checkpoint = pack.Signed.Checkpoint;
        if (!pack.Signed.IsSigned()) faults.Add("The checkpoint's signature does not fit its text and key.");
        else if (trusted is { } id && pack.Signed.KeyId != id) faults.Add($"The checkpoint is signed by the key {pack.Signed.KeyId}, not by {id}.");

        if (pack.Events.Count == 0) faults.Add("The pack holds no event.");
        long version = 0, sequence = 0;
        foreach (var proven in pack.Events)
        {
            var name = $"Event {proven.Version}";
            if (proven.Version != ++version) faults.Add($"{name} stands where event {version} of the deal belongs.");
            version = proven.Version;
            if (proven.Event is { } leaf)
            {
                if (leaf.Hash() != proven.LeafHash) faults.Add($"{name} ({leaf.Fact}) is not what was recorded: its content has another hash.");
                if (leaf.Stream != pack.Deal) faults.Add($"{name} belongs to {leaf.Stream}, not to this deal.");
                if (leaf.Version != proven.Version) faults.Add($"{name} says of itself that it is event {leaf.Version}.");
                if (leaf.Sequence <= sequence) faults.Add($"{name} was recorded before the event it follows.");
                sequence = leaf.Sequence;
                if (leaf.Sequence > checkpoint.LastSequence) faults.Add($"{name} is later than the checkpoint.");
            }

            if (!MerkleProof.Includes(proven.LeafHash, proven.Position, checkpoint.Size, proven.Path, checkpoint.Root))
                faults.Add($"{name} is not proven: its path does not lead to the checkpoint's root.");
        }

        var named = pack.Events.Where(e => e.Event is not null).SelectMany(e => NamedDocuments.In(e.Event!)).ToHashSet();
        if (!named.SetEquals(pack.Documents)) faults.Add("The list of documents is not what the events name.");
        return faults;
    }
}
