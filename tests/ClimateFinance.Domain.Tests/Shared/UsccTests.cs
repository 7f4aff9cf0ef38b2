using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Shared;

public sealed class UsccTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly Gen<string> Valid =
        from body in Gen.Elements(Alphabet.ToCharArray()).ArrayOf(17)
        select new string(body) + Uscc.CheckCharacter(body);

    [Fact]
    public void A_code_with_its_check_character_passes_and_comes_back_as_it_was() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Valid.ToArbitrary(), code =>
            Uscc.Create(code).Value.Value == code && Uscc.Hydrate(code) == Uscc.Create(code).Value));

    [Fact]
    public void Any_single_changed_character_is_caught() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Valid.ToArbitrary(), Gen.Choose(0, 17).ToArbitrary(), Gen.Elements(Alphabet.ToCharArray()).ToArbitrary(),
            (code, position, other) => other == code[position] || Uscc.Create(Changed(code, position, other)).Flaw?.Code == "uscc.wrong_check_character"));

    [Fact]
    public void Every_character_of_the_alphabet_can_be_the_check_character()
    {
        // The weight of the last place, 28, has no factor in common with 31: its 31 characters give all 31 remainders.
        var seen = Alphabet.Select(c => Uscc.CheckCharacter($"9113049900000000{c}")).ToHashSet();
        Assert.Equal(Alphabet.Length, seen.Count);
    }

    [Fact]
    public void Lower_case_and_surrounding_space_are_normalised() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Valid.ToArbitrary(), code => Uscc.Create($" {code.ToLowerInvariant()}\n").Value.Value == code));

    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("91110000600037341L")]
    [InlineData("91130499DEMX00065U")]
    public void Published_codes_pass(string code) => Assert.Null(Uscc.Create(code).Flaw);

    [Theory]
    [InlineData("", "uscc.wrong_length")]
    [InlineData("91350100M000100Y4", "uscc.wrong_length")]
    [InlineData("91350100M000100Y433", "uscc.wrong_length")]
    [InlineData("91350100I000100Y43", "uscc.wrong_character")]
    [InlineData("91350100O000100Y43", "uscc.wrong_character")]
    [InlineData("91350100Z000100Y43", "uscc.wrong_character")]
    [InlineData("91350100S000100Y43", "uscc.wrong_character")]
    [InlineData("91350100V000100Y43", "uscc.wrong_character")]
    [InlineData("91350100M000100Y４3", "uscc.wrong_character")]
    [InlineData("91350100M000100Y44", "uscc.wrong_check_character")]
    public void What_is_wrong_is_named(string given, string code)
    {
        var flaw = Uscc.Create(given).Flaw;
        Assert.Equal((RefusalKind.Shape, code), (flaw?.Kind, flaw?.Code));
    }

    private static string Changed(string code, int position, char other) => code[..position] + other + code[(position + 1)..];
}
