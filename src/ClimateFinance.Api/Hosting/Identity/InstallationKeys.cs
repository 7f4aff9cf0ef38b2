using System.Security.Cryptography;
using System.Text;
using ClimateFinance.Domain.Evidence;
using Microsoft.IdentityModel.Tokens;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// The secrets of this installation, outside the database: keys that sign access tokens (ES256) and one secret that other keys are derived
/// from. Every <c>*.pem</c> in the folder verifies tokens, but for <c>evidence-*.pem</c>, which sign checkpoints of the evidence; the last one
/// of each sort by name signs. Those of tokens are exchanged while the host runs (<see cref="TokenKeys"/>). Several nodes share the folder's content.
/// </summary>
internal sealed class InstallationKeys : IDisposable
{
    public const int SecretBytes = 32;

    private const string SecretFile = "secret";
    private const string FirstKeyFile = "signing-0001.pem";
    private const string EvidenceKeys = "evidence-*.pem";
    private const string FirstEvidenceKeyFile = "evidence-0001.pem";

    private readonly byte[] secret;
    private readonly IReadOnlyList<ECDsaSecurityKey> evidence;

    private InstallationKeys(KeyFolder folder, byte[] secret, TokenKeys tokens, IReadOnlyList<ECDsaSecurityKey> evidence) =>
        (Folder, this.secret, Tokens, this.evidence) = (folder, secret, tokens, evidence);

    /// <summary>Sign access tokens, and verify what was issued earlier or by another node.</summary>
    public TokenKeys Tokens { get; }

    /// <summary>Where they lie.</summary>
    public KeyFolder Folder { get; }

    /// <summary>Signs what is issued now.</summary>
    public ECDsaSecurityKey Signing => Tokens.Signing;

    /// <summary>Signs checkpoints of the evidence. Another key than that of tokens: its signatures stand for years.</summary>
    public ECDsa Evidence => evidence[^1].ECDsa;

    /// <summary>The names of all keys whose signatures under evidence are this installation's.</summary>
    public IReadOnlyList<Digest> EvidenceKeyIds => [.. evidence.Select(key => Digest.Sha256(key.ECDsa.ExportSubjectPublicKeyInfo()))];

    /// <summary>Reads the secrets, and makes them at the first start.</summary>
    /// <param name="folder">Null: the default one.</param>
    /// <exception cref="IdentitySetupException">The folder or a file in it cannot be used.</exception>
    public static InstallationKeys Open(string? folder)
    {
        var place = KeyFolder.Open(folder);
        if (IsMissing(place)) place.Alone(() => MakeMissing(place));
        var secret = place.Read(SecretFile);
        return secret.Length == SecretBytes
            ? new InstallationKeys(place, secret, new TokenKeys(place, () => TokenFiles(place)), Keys(place, place.Files(EvidenceKeys)))
            : throw new IdentitySetupException(
                $"{Path.Combine(place.Path, SecretFile)} should hold {SecretBytes} bytes and holds {secret.Length}. Put the right file back, "
                + "or take it away to have a new one made (list cursors given out before then end).");
    }

    /// <summary>A key for one purpose, by HKDF-SHA256: who learns one of them learns no other.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SecretBytes, info: Encoding.UTF8.GetBytes($"climate-finance/{purpose}"));

    public void Dispose()
    {
        Tokens.Dispose();
        foreach (var key in evidence) key.ECDsa.Dispose();
        CryptographicOperations.ZeroMemory(secret);
    }

    private static bool IsMissing(KeyFolder place) => !place.Has(SecretFile) || TokenFiles(place).Count == 0 || place.Files(EvidenceKeys).Count == 0;

    private static IReadOnlyList<string> TokenFiles(KeyFolder place) => [.. place.Files("*.pem").Except(place.Files(EvidenceKeys), StringComparer.Ordinal)];

    private static IReadOnlyList<ECDsaSecurityKey> Keys(KeyFolder place, IReadOnlyList<string> files) =>
        [.. files.Select(file => KeyOf(file, place.Read(Path.GetFileName(file))))];

    private static void MakeMissing(KeyFolder place)
    {
        if (!place.Has(SecretFile)) place.Create(SecretFile, RandomNumberGenerator.GetBytes(SecretBytes));
        if (TokenFiles(place).Count == 0) TokenKeys.Make(place, FirstKeyFile);
        if (place.Files(EvidenceKeys).Count == 0) TokenKeys.Make(place, FirstEvidenceKeyFile);
    }

    /// <exception cref="IdentitySetupException">The file holds no such key.</exception>
    internal static ECDsaSecurityKey KeyOf(string file, byte[] pem)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(Encoding.UTF8.GetString(pem));
            var parameters = ecdsa.ExportParameters(includePrivateParameters: true);
            CryptographicOperations.ZeroMemory(parameters.D);
            if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value) throw new CryptographicException("its curve is not P-256.");
            // A factory of its own: the common one keeps what it made by the key's id, so a host that starts again in the same process
            // would sign with a key that the host before it disposed of.
            var key = new ECDsaSecurityKey(ecdsa) { CryptoProviderFactory = new CryptoProviderFactory() };
            key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            ecdsa.Dispose();
            throw new IdentitySetupException(
                $"{file} is no PEM file with an EC P-256 private key: {e.Message} Put the right file back, or take it away "
                + "(where none of its sort is left a new key is made; after that of tokens everybody signs in again).", e);
        }
    }
}
