using ClimateFinance.Domain.Projects;
using Xunit;

namespace ClimateFinance.Domain.Tests.Projects;

public sealed class FilingNumberTests
{
    [Theory]
    [InlineData(" 2509-130481-89-02-100001\t")]
    [InlineData("2509-130481-89-02-100001")]
    public void One_number_typed_in_two_ways_is_the_same(string given) =>
        Assert.Equal("2509-130481-89-02-100001", FilingNumber.Create(given).Value.Value);

    [Fact]
    public void Letters_are_upper_case() => Assert.Equal(FilingNumber.Create("DEMO-J11").Value, FilingNumber.Create("demo-j11").Value);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("12\u000034")]
    public void Nothing_and_control_characters_are_refused(string given) =>
        Assert.Equal("filing_number.wrong_form", FilingNumber.Create(given).Flaw?.Code);

    [Fact]
    public void It_has_at_most_64_characters()
    {
        Assert.Null(FilingNumber.Create(new string('1', 64)).Flaw);
        Assert.Equal("filing_number.wrong_form", FilingNumber.Create(new string('1', 65)).Flaw?.Code);
    }
}
