using System.Text;
using System.Text.Json;
using ClimateFinance.Domain.Evidence;
using Xunit;

namespace ClimateFinance.Domain.Tests.Evidence;

/// <summary>One value, one text.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : 1, "a" : [ true, false, null ] }""", """{"a":[true,false,null],"b":1}""")]
    [InlineData("""{"amountCny":40000000.00}""", """{"amountCny":40000000}""")]
    [InlineData("[1.50, 15e-1, 0.0, -0, -0.10, 1E3, 1.23e2, 0.001, 100]", "[1.5,1.5,0,0,-0.1,1000,123,0.001,100]")]
    [InlineData("[999999999999.99]", "[999999999999.99]")]
    [InlineData("""["\u5bb6\/\n\u0001\"\\"]""", """["家/\n\u0001\"\\"]""")]
    [InlineData("""{"\u20ac":1,"\r":2,"1":3,"\u00f6":4}""", """{"\r":2,"1":3,"ö":4,"€":1}""")]
    public void The_same_value_is_always_the_same_text(string given, string canonical) => Assert.Equal(canonical, Canonical(given));

    [Fact]
    public void What_is_canonical_stays_as_it_is()
    {
        var once = Canonical("""{"z":{"y":[1.10,{"b":"é","a":-5e-3}]},"a":""}""");

        Assert.Equal(once, Canonical(once));
    }

    [Fact]
    public void A_member_that_stands_twice_is_refused() => Assert.Throws<FormatException>(() => Canonical("""{"a":1,"a":2}"""));

    [Theory]
    [InlineData("1e100000")]
    [InlineData("1e-401")]
    [InlineData("1e99999999999999")]
    public void A_number_without_measure_is_refused(string given) => Assert.Throws<FormatException>(() => Canonical(given));

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Write(document.RootElement));
    }
}
