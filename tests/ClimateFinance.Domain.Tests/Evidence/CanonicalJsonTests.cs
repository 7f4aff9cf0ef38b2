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

    [Fact]
    public void An_event_written_member_by_member_is_what_the_serializer_makes_of_it()
    {
        var instants = new[] { "2026-11-22T09:00:00.1234560Z", "2026-01-01T00:00:00Z", "2026-11-22T09:00:00.5+08:00" };
        var data = new[] { """{"b":1.50,"a":"引号\"\\与\u0001\t换行\n","é":null,"c":[true,-0.0,{"y":1e3,"x":"\ud83c\udfed"}]}""", "{}", """{"lineCny":40000000.00}""" };
        foreach (var (at, json, actor) in from at in instants from json in data from actor in new[] { null, "officer \"王\"", "" } select (at, json, actor))
        {
            var leaf = new EvidenceLeaf(
                long.MaxValue, new Guid("0196C1A4-5B6E-7C01-9D3E-2F1A6B7C8D90"), Guid.Empty, 1, "offer_made_v1", DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
                JsonElement.Parse(json), actor, actor, null, actor is null ? null : JsonElement.Parse("""{"role":"bank"}"""));
            Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.Write(JsonSerializer.SerializeToElement(leaf, EvidenceJson.Options))), Encoding.UTF8.GetString(leaf.Canonical()));
        }
    }

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Write(document.RootElement));
    }
}
