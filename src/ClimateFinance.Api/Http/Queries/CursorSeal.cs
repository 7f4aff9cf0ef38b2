using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Api.Http.Queries;

/// <summary>
/// Seals cursors: the id of the last row and a MAC over it and the list's filters, so that a cursor that was tampered with, or is used with
/// other filters, is noticed. The key is derived from the installation's secret, so every node opens every node's cursors.
/// </summary>
internal sealed class CursorSeal(byte[] key)
{
    private const int MacBytes = 16;

    public string Close(Guid last, string filters)
    {
        Span<byte> bytes = stackalloc byte[16 + MacBytes];
        last.TryWriteBytes(bytes, bigEndian: true, out _);
        Mac(bytes[..16], filters).CopyTo(bytes[16..]);
        return Base64Url.EncodeToString(bytes);
    }

    public bool TryOpen(string cursor, string filters, out Guid? last)
    {
        last = null;
        Span<byte> bytes = stackalloc byte[16 + MacBytes];
        if (cursor.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            || written != bytes.Length
            || !CryptographicOperations.FixedTimeEquals(Mac(bytes[..16], filters), bytes[16..]))
            return false;
        last = new Guid(bytes[..16], bigEndian: true);
        return true;
    }

    private byte[] Mac(ReadOnlySpan<byte> id, string filters) =>
        HMACSHA256.HashData(key, (byte[])[.. id, .. Encoding.UTF8.GetBytes(filters)])[..MacBytes];
}
