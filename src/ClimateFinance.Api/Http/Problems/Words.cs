using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Problems;

/// <summary>The words for a code in the languages the API speaks; the code itself never changes.</summary>
internal sealed class Words
{
    private static readonly Regex Placeholder = new(@"\{(\w+)\}", RegexOptions.CultureInvariant);

    private readonly FrozenDictionary<string, string> sentences;

    private Words(string language, FrozenDictionary<string, string> sentences) => (Language, this.sentences) = (language, sentences);

    public static Words English { get; } = Read("en");

    public static Words Chinese { get; } = Read("zh-CN");

    /// <summary>As in <c>Content-Language</c>.</summary>
    public string Language { get; }

    public IEnumerable<string> Codes => sentences.Keys;

    /// <summary>Chinese when <c>Accept-Language</c> prefers it to English, else English.</summary>
    public static Words For(HttpRequest request)
    {
        var best = (Quality: 0d, Words: English);
        foreach (var accepted in request.GetTypedHeaders().AcceptLanguage)
        {
            var words = accepted.Value.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese
                : accepted.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : null;
            if (words is not null && (accepted.Quality ?? 1d) > best.Quality) best = (accepted.Quality ?? 1d, words);
        }

        return best.Words;
    }

    /// <summary>The sentence for a code, with the refusal's figures in it.</summary>
    public string Say(Refusal refusal) => Say(refusal.Code, refusal.Facts);

    public string Say(string code, IReadOnlyDictionary<string, object?>? facts = null)
    {
        var sentence = sentences.GetValueOrDefault(code, code);
        return facts is null || facts.Count == 0
            ? sentence
            : Placeholder.Replace(sentence, match => facts.TryGetValue(match.Groups[1].Value, out var value) ? Text(value) : match.Value);
    }

    /// <summary>A figure as both the sentence and the machine-readable figures show it.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string s => s,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum named => JsonNamingPolicy.CamelCase.ConvertName(named.ToString()),
        decimal number => number.ToString("0.####", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static Words Read(string language)
    {
        var name = $"{typeof(Words).Namespace}.words.{language}.json";
        using var stream = typeof(Words).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        var read = JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? throw new InvalidOperationException($"{name} is empty.");
        return new Words(language, read.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
