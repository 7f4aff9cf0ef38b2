using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// Time-based one-time passwords (RFC 6238 over RFC 4226): HMAC-SHA1, six digits, steps of 30 seconds, as every authenticator application reads them.
/// </summary>
internal static class Totp
{
    /// <summary>RFC 4226 section 4 asks for at least 128 bits and recommends 160.</summary>
    public const int SecretBytes = 20;

    public const int Digits = 6;

    /// <summary>Seconds a code is shown.</summary>
    public const int StepSeconds = 30;

    /// <summary>Steps before and after the present one whose codes are taken too: clocks differ and people type (RFC 6238 section 5.2).</summary>
    public const int Tolerance = 1;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 4226 is defined over SHA-1, and as a MAC that is unbroken.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var offset = mac[^1] & 0x0F;
        var truncated = BinaryPrimitives.ReadInt32BigEndian(mac[offset..]) & 0x7FFF_FFFF;
        var modulus = 1;
        for (var i = 0; i < digits; i++) modulus *= 10;
        return (truncated % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The newest step near now whose code this is; null when it is none's.</summary>
    public static long? StepOf(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        var given = Encoding.ASCII.GetBytes(code);
        long? found = null;
        for (var step = StepAt(now) - Tolerance; step <= StepAt(now) + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(CodeAt(secret, step)))) found = step;
        }

        return found;
    }

    /// <summary>As an authenticator takes it, typed or from a picture: the de-facto key URI.</summary>
    public static string UriOf(ReadOnlySpan<byte> secret, string userName) =>
        $"otpauth://totp/ClimateFinance:{Uri.EscapeDataString(userName)}?secret={Base32(secret)}&issuer=ClimateFinance&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    /// <summary>RFC 4648 without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        var (buffer, bits) = (0, 0);
        foreach (var next in bytes)
        {
            buffer = (buffer << 8) | next;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }
}
