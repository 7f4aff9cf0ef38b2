using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>A secret that is handed out once and kept as its SHA-256: 256 random bits need no slow hash.</summary>
internal sealed record OneTimeToken(string Value, byte[] Hash)
{
    public const int Bytes = 32;

    public static OneTimeToken New()
    {
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        return new OneTimeToken(value, HashOf(value));
    }

    public static byte[] HashOf(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
