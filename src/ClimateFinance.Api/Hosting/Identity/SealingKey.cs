using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// Seals bytes with AES-256-GCM under one key, for one place: what was sealed for another row or column does not open, nor does what was changed.
/// The form is a version, a random nonce of 96 bits, the cipher text, the tag. One key seals far fewer than the 2³² messages that random nonces bear
/// (NIST SP 800-38D section 8.3).
/// </summary>
internal sealed class SealingKey(byte[] key)
{
    public const int KeyBytes = 32;

    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Around = 1 + NonceBytes + TagBytes;

    /// <param name="place">The table, row and column; bound to the seal and not stored with it.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string place)
    {
        var sealed_ = new byte[Around + plain.Length];
        sealed_[0] = Version;
        var nonce = sealed_.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sealed_.AsSpan(1 + NonceBytes, plain.Length), sealed_.AsSpan(sealed_.Length - TagBytes), Encoding.UTF8.GetBytes(place));
        return sealed_;
    }

    /// <exception cref="CryptographicException">Sealed under another key or for another place, or changed since.</exception>
    public byte[] Open(ReadOnlySpan<byte> given, string place)
    {
        if (given.Length < Around || given[0] != Version) throw new CryptographicException("This is nothing that was sealed.");
        var plain = new byte[given.Length - Around];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(given.Slice(1, NonceBytes), given[(1 + NonceBytes)..^TagBytes], given[^TagBytes..], plain, Encoding.UTF8.GetBytes(place));
        return plain;
    }
}
