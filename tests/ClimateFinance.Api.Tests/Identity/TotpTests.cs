using System.Text;
using ClimateFinance.Api.Hosting.Identity;
using Xunit;

namespace ClimateFinance.Api.Tests.Identity;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the rows for SHA-1.</summary>
    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code)
    {
        var instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.CodeAt(Secret, Totp.StepAt(instant), digits: 8));
        Assert.Equal(code[2..], Totp.CodeAt(Secret, Totp.StepAt(instant)));
        Assert.Equal(Totp.StepAt(instant), Totp.StepOf(Secret, code[2..], instant));
    }

    /// <summary>RFC 4226, appendix D.</summary>
    [Fact]
    public void Codes_are_those_of_RFC_4226() => Assert.Equal(
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"],
        Enumerable.Range(0, 10).Select(step => Totp.CodeAt(Secret, step)));

    /// <summary>RFC 4648, section 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_as_RFC_4648_says(string text, string base32) => Assert.Equal(base32, Totp.Base32(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_code_is_taken_one_step_early_or_late_and_no_more(int seconds, bool taken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_100);
        Assert.Equal(taken, Totp.StepOf(Secret, Totp.CodeAt(Secret, Totp.StepAt(now)), now.AddSeconds(seconds)) is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870822")]
    [InlineData("２８７０８２")]
    public void What_has_not_six_digits_is_no_code(string code) => Assert.Null(Totp.StepOf(Secret, code, DateTimeOffset.FromUnixTimeSeconds(59)));

    [Fact]
    public void The_address_for_the_authenticator_holds_the_secret_and_the_name() => Assert.Equal(
        "otpauth://totp/ClimateFinance:li%2Bming%40handan?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ClimateFinance&algorithm=SHA1&digits=6&period=30",
        Totp.UriOf(Secret, "li+ming@handan"));
}
