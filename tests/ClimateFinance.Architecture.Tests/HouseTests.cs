using System.Diagnostics;
using System.Text.RegularExpressions;
using ClimateFinance.Api.Http.Problems;
using Xunit;

namespace ClimateFinance.Architecture.Tests;

/// <summary>Habits that no analyzer checks.</summary>
public sealed partial class HouseTests
{
    private static readonly HashSet<string> TopLevel = ["src", "tests", "seeds", "openapi", "ClimateFinance.sln", "README.md"];

    /// <summary>Texts of the form of a code that are none.</summary>
    private static readonly HashSet<string> NotCodes = ["calendar.json"];

    [Fact]
    public void The_top_level_holds_what_the_house_says_and_dotfiles()
    {
        var tracked = Git("ls-files").Select(f => f.Split('/')[0]).Distinct().ToArray();

        Assert.Contains("src", tracked);
        Assert.All(tracked, name => Assert.True(TopLevel.Contains(name) || name[0] == '.', name));
    }

    [Fact]
    public void Every_code_has_words_in_both_languages()
    {
        var codes = Codes();
        Assert.True(codes.Count > 100, $"Only {codes.Count} codes were found: the search is broken.");

        Assert.Empty(codes.Except(Words.English.Codes, StringComparer.Ordinal));
        Assert.Empty(codes.Except(Words.Chinese.Codes, StringComparer.Ordinal));
        Assert.Equal(Words.English.Codes.Order(StringComparer.Ordinal), Words.Chinese.Codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_words_are_left_over()
    {
        var codes = Codes();
        Assert.All(Words.English.Codes, code => Assert.True(codes.Contains(code) || code.StartsWith("title.", StringComparison.Ordinal), code));
    }

    [Fact]
    public void The_words_of_both_languages_quote_the_same_figures()
    {
        foreach (var code in Words.English.Codes)
            Assert.Equal(Placeholders(Words.English.Say(code)), Placeholders(Words.Chinese.Say(code)));
    }

    [Fact]
    public void No_file_of_code_is_too_long_to_be_one_room()
    {
        var files = Repository.SourceFiles("src").ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(f => File.ReadLines(f).Count() > 300).Select(Path.GetFileName));
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        var files = Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests")).Where(f => !f.EndsWith("HouseTests.cs", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(f => Unfinished().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));
    }

    /// <summary>
    /// What stands as a code in the source: the first words of a refusal, and every text of that form in an area that has words already.
    /// </summary>
    private static HashSet<string> Codes()
    {
        var areas = Words.English.Codes.Select(c => c.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Repository.SourceFiles("src"))
        {
            var text = File.ReadAllText(file);
            foreach (Match match in Refused().Matches(text)) codes.Add(match.Groups[1].Value);
            foreach (Match match in Code().Matches(text))
            {
                if (areas.Contains(match.Groups[1].Value.Split('.')[0])) codes.Add(match.Groups[1].Value);
            }
        }

        codes.RemoveWhere(NotCodes.Contains);
        return codes;
    }

    private static string[] Placeholders(string sentence) => [.. Placeholder().Matches(sentence).Select(m => m.Value).Order(StringComparer.Ordinal)];

    private static string[] Git(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true })!;
        var lines = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return lines;
    }

    [GeneratedRegex(@"Refusal\.(?:Shape|Rule|Forbidden|Unknown)\(\s*""([a-z_0-9]+\.[a-z_0-9]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Refused();

    [GeneratedRegex(@"""([a-z_0-9]+\.[a-z_0-9]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"NotImplementedException|\b(TODO|FIXME|HACK)\b|Skip\s*=\s*""", RegexOptions.CultureInvariant)]
    private static partial Regex Unfinished();
}
