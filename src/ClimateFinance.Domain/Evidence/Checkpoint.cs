using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Domain.Evidence;

/// <summary>
/// What the marketplace says of all events up to one of them, and signs: who keeps a copy can hold it against the marketplace at any later time.
/// </summary>
/// <param name="Size">How many events it covers.</param>
/// <param name="LastSequence">The number of the last of them.</param>
/// <param name="Root">The root of their Merkle tree.</param>
/// <param name="Chain">The end of their hash chain: each link is SHA-256(2, link before, leaf), from <see cref="Digest.Zero"/>.</param>
/// <param name="At">When it was made, UTC.</param>
public sealed record Checkpoint(long Size, long LastSequence, Digest Root, Digest Chain, DateTimeOffset At)
{
    private const byte LinkPrefix = 2;
    private const string Title = "climate-finance evidence v1";

    /// <summary>The next link of the hash chain.</summary>
    public static Digest Link(Digest before, Digest leaf) => Digest.Join(LinkPrefix, before, leaf);

    /// <summary>The signed text: six lines, each ended by a line feed, in UTF-8.</summary>
    public byte[] Text() => Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"{Title}\n{Size}\n{LastSequence}\n{Root.Hex}\n{Chain.Hex}\n{At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}\n"));
}

/// <summary>A checkpoint with its signature.</summary>
/// <param name="Key">The public key, SubjectPublicKeyInfo (DER) in base64; its SHA-256 is what a verifier knows it by.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="Checkpoint.Text"/>, 64 bytes (r, s) in base64.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, string Key, string Signature)
{
    /// <summary>The key's name: SHA-256 of its public part.</summary>
    public Digest KeyId => Digest.Sha256(Convert.FromBase64String(Key));

    /// <summary>Whether the signature is the key's. Whose the key is, its id must tell.</summary>
    public bool IsSigned()
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(Key), out _);
            return key.VerifyData(
                Checkpoint.Text(), Convert.FromBase64String(Signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
