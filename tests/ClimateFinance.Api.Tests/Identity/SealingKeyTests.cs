using System.Security.Cryptography;
using System.Text;
using ClimateFinance.Api.Hosting.Identity;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class SealingKeyTests
{
    private readonly SealingKey key = new(RandomNumberGenerator.GetBytes(SealingKey.KeyBytes));

    [Fact]
    public void What_was_sealed_opens_in_its_place_and_looks_different_each_time()
    {
        var plain = Encoding.UTF8.GetBytes("王某");
        var (once, twice) = (key.Seal(plain, "person/1/name"), key.Seal(plain, "person/1/name"));
        Assert.NotEqual(once, twice);
        Assert.Equal(plain, key.Open(once, "person/1/name"));
        Assert.Equal([], key.Open(key.Seal([], "x"), "x"));
    }

    [Fact]
    public void Nothing_opens_in_another_place_under_another_key_or_changed()
    {
        var kept = key.Seal("secret"u8, "person/1/name");
        Assert.Throws<AuthenticationTagMismatchException>(() => key.Open(kept, "person/2/name"));
        Assert.Throws<AuthenticationTagMismatchException>(() => new SealingKey(RandomNumberGenerator.GetBytes(SealingKey.KeyBytes)).Open(kept, "person/1/name"));
        for (var i = 0; i < kept.Length; i++)
        {
            var changed = kept.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => key.Open(changed, "person/1/name"));
        }

        for (var length = 0; length < kept.Length; length++) Assert.ThrowsAny<CryptographicException>(() => key.Open(kept.AsSpan(0, length), "person/1/name"));
    }
}
