using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>
/// The words that stand beside the code, for the contract: said once, there. They are in the XML files that the compiler lays beside the
/// assemblies; where a file is missing the contract has fewer words and is otherwise the same.
/// </summary>
internal sealed class DocComments
{
    private static readonly Regex Address = new(@"^(GET|POST|PUT|DELETE) \S+?(: |\z)", RegexOptions.CultureInvariant);

    private static readonly Regex Blanks = new(@"\s+", RegexOptions.CultureInvariant);

    private readonly Dictionary<string, XElement> members = new(StringComparer.Ordinal);

    public static DocComments OfHouse { get; } = new(typeof(DocComments).Assembly, typeof(Domain.Shared.Cny).Assembly, typeof(Matching.Match).Assembly);

    private DocComments(params ReadOnlySpan<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
            if (!File.Exists(file)) continue;
            foreach (var member in XDocument.Load(file).Descendants("member")) members[member.Attribute("name")!.Value] = member;
        }
    }

    public string? OfType(Type type) => Summary($"T:{NameOf(type)}");

    /// <summary>A property: its own summary, or what its record says of the parameter.</summary>
    public string? OfProperty(Type type, string name) =>
        Summary($"P:{NameOf(type)}.{name}")
        ?? Text(members.GetValueOrDefault($"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(p => p.Attribute("name")!.Value == name));

    /// <summary>The values of an enum that have words, as a list.</summary>
    public string? OfValues(Type type)
    {
        var lines = Enum.GetNames(type)
            .Select(name => (Name: JsonNamingPolicy.CamelCase.ConvertName(name), Words: Summary($"F:{NameOf(type)}.{name}")))
            .Where(value => value.Words is not null)
            .Select(value => $"- `{value.Name}`: {value.Words}");
        return string.Join('\n', lines) is { Length: > 0 } list ? list : null;
    }

    /// <summary>What a use case says of itself after its method and address.</summary>
    public string? OfUseCase(Type type) => OfType(type) is { } text && Address.Match(text) is { Success: true } address
        ? text[address.Length..] is { Length: > 0 } rest ? char.ToUpperInvariant(rest[0]) + rest[1..] : null
        : null;

    private string? Summary(string member) => Text(members.GetValueOrDefault(member)?.Element("summary"));

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement inner when (inner.Attribute("cref") ?? inner.Attribute("name") ?? inner.Attribute("langword")) is { } named => Last(named.Value),
            XElement inner => inner.Value,
            _ => string.Empty,
        }));
        return Blanks.Replace(text, " ").Trim() is { Length: > 0 } clean ? clean : null;
    }

    /// <summary>The last step of a name of the code, as the wire would write it.</summary>
    private static string Last(string name)
    {
        name = name.Split('(')[0];
        return JsonNamingPolicy.CamelCase.ConvertName(name[(name.LastIndexOfAny(['.', ':']) + 1)..]);
    }
}
