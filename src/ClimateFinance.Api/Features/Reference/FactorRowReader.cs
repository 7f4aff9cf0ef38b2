using System.Globalization;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>Reads one factor row from the texts of its members. What is missing or unreadable is named; nothing is filled in.</summary>
internal static class FactorRowReader
{
    /// <summary>Stands for an item that is no object.</summary>
    public const string NoRow = "\0";

    /// <summary>Words about a row that the market shows and does not compute with; a row that was exported may carry them back.</summary>
    private static readonly string[] PassedOver =
        ["version", "countable", "publishedOnNote", "sectorGuide", "ncvUnit", "carbonContentUnit", "oxidationBasis", "adapted"];

    /// <summary>What a row may state.</summary>
    public static IReadOnlyList<string> Members { get; } =
    [
        "id", "kind", "name", "value", "unit", "quantityUnit", "region", "regionCode", "scope", "dataYear", "publishedOn", "role",
        "ncv", "carbonContent", "oxidation", "uncertaintyPercent", "status", "confirm", "source", "illustrative", "note", .. PassedOver,
    ];

    public static Validated<FactorRow> Read(IReadOnlyDictionary<string, string?> given)
    {
        if (given.ContainsKey(NoRow)) return Refusal.Shape("factor.no_row");
        if (given.Keys.Except(Members, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            return Refusal.Shape("factor.member_unknown", ("member", unknown));

        var reader = new Reader(given);
        var row = new FactorRow
        {
            Id = reader.Text("id"),
            Kind = reader.Choice<EmissionFactorKind>("kind"),
            Name = reader.Text("name"),
            Value = reader.Number("value") ?? reader.Missing("value"),
            Unit = reader.Text("unit"),
            QuantityUnit = reader.TextOrNull("quantityUnit"),
            Region = reader.TextOrNull("region"),
            RegionCode = reader.Region("regionCode"),
            Scope = reader.TextOrNull("scope"),
            DataYear = reader.Year("dataYear"),
            PublishedOn = reader.Day("publishedOn"),
            Role = reader.TextOrNull("role"),
            Ncv = reader.Number("ncv"),
            CarbonContent = reader.Number("carbonContent"),
            Oxidation = reader.Number("oxidation"),
            UncertaintyPercent = reader.Number("uncertaintyPercent"),
            Status = reader.Choice<SourceQuality>("status"),
            Confirm = reader.Truth("confirm"),
            Source = reader.Text("source"),
            Illustrative = reader.List("illustrative"),
            Note = reader.TextOrNull("note"),
        };
        return reader.Flaw is { } flaw ? flaw : row;
    }

    /// <summary>Keeps the first flaw; the values after it do not matter.</summary>
    private sealed class Reader(IReadOnlyDictionary<string, string?> given)
    {
        public Refusal? Flaw { get; private set; }

        public string? TextOrNull(string name) => given.GetValueOrDefault(name)?.Trim() is { Length: > 0 } text ? text : null;

        public string Text(string name)
        {
            if (TextOrNull(name) is { } text) return text;
            Missing(name);
            return string.Empty;
        }

        public decimal Missing(string name)
        {
            Flaw ??= Refusal.Shape("factor.member_missing", ("member", name));
            return 0m;
        }

        public decimal? Number(string name)
        {
            if (TextOrNull(name) is not { } text) return null;
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
            Unreadable(name, text);
            return null;
        }

        public int? Year(string name)
        {
            if (TextOrNull(name) is not { } text) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year)) return year;
            Unreadable(name, text);
            return null;
        }

        public DateOnly? Day(string name)
        {
            if (TextOrNull(name) is not { } text) return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            Unreadable(name, text);
            return null;
        }

        public RegionCode? Region(string name)
        {
            if (TextOrNull(name) is not { } text) return null;
            if (RegionCode.Create(text).TryGet(out var region, out _)) return region;
            Unreadable(name, text);
            return null;
        }

        public bool Truth(string name)
        {
            var text = Text(name);
            if (text is "true" or "false") return text == "true";
            if (text.Length > 0) Unreadable(name, text);
            return false;
        }

        public T Choice<T>(string name)
            where T : struct, Enum
        {
            var text = Text(name);
            foreach (var value in Enum.GetValues<T>())
            {
                if (value.Wire() == text) return value;
            }

            if (text.Length > 0) Unreadable(name, text);
            return default;
        }

        public IReadOnlyList<string> List(string name) =>
            TextOrNull(name) is { } text ? [.. text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] : [];

        private void Unreadable(string name, string text) =>
            Flaw ??= Refusal.Shape("factor.member_unreadable", ("member", name), ("given", text.Length > 100 ? text[..100] : text));
    }
}
