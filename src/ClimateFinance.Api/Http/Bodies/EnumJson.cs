using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClimateFinance.Api.Http.Bodies;

/// <summary>
/// Enums by their camelCase names and nothing else. The framework's converter also takes other cases, and several names with commas between,
/// which it adds up to a value that nobody stated.
/// </summary>
internal sealed class EnumJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Named<>).MakeGenericType(typeToConvert))!;

    private sealed class Named<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByName = Enum.GetValues<T>().ToDictionary(value => value.Wire(), StringComparer.Ordinal);
        private static readonly Dictionary<T, string> Names = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Of(reader.GetString()) : throw new JsonException();

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(reader.GetString());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(NameOf(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(NameOf(value));

        private static T Of(string? name) => name is not null && ByName.TryGetValue(name, out var value) ? value : throw new JsonException();

        private static string NameOf(T value) => Names.TryGetValue(value, out var name) ? name : throw new JsonException($"{typeof(T).Name} has no {value}.");
    }
}
