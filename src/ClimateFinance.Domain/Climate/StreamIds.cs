using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Domain.Climate;

/// <summary>The streams that belong to something else one to one: a meeting's carbon account, an enterprise's carbon profile, a deal's loan.</summary>
public static class StreamIds
{
    /// <summary>An id that follows from the other (RFC 9562 version 8, from SHA-256), the same on every node.</summary>
    /// <param name="kind">The category of the stream.</param>
    /// <param name="owner">What it belongs to.</param>
    public static Guid Of(string kind, Guid owner)
    {
        var bytes = SHA256.HashData(Encoding.ASCII.GetBytes($"climate-finance/{kind}/{owner:N}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
