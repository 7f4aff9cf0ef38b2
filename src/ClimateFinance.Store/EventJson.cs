using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Store;

/// <summary>How facts are written as JSON: camelCase, enums as camelCase strings, a scalar as its raw value. Strict when read.</summary>
public static class EventJson
{
    public static JsonSerializerOptions Options { get; } = Build();

    private static JsonSerializerOptions Build()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = false,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AllowAbsentNulls } },
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new ScalarConverterFactory());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>A null is not written, so a member that may be null may be absent, even where the code demands that it is stated.</summary>
    private static void AllowAbsentNulls(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var mayBeNull = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsSetNullable;
            if (mayBeNull) property.IsRequired = false;
        }
    }

    /// <summary>Writes any <see cref="IScalar{TSelf,TRaw}"/> as its raw value.</summary>
    private sealed class ScalarConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => ScalarOf(typeToConvert) is not null;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(
                typeof(ScalarConverter<,>).MakeGenericType(typeToConvert, ScalarOf(typeToConvert)!.GetGenericArguments()[1]))!;

        private static Type? ScalarOf(Type type) =>
            type.IsValueType
                ? Array.Find(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IScalar<,>))
                : null;
    }

    private sealed class ScalarConverter<TScalar, TRaw> : JsonConverter<TScalar>
        where TScalar : struct, IScalar<TScalar, TRaw>
    {
        public override TScalar Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TScalar.Hydrate(((JsonConverter<TRaw>)options.GetConverter(typeof(TRaw))).Read(ref reader, typeof(TRaw), options)!);

        public override void Write(Utf8JsonWriter writer, TScalar value, JsonSerializerOptions options) =>
            ((JsonConverter<TRaw>)options.GetConverter(typeof(TRaw))).Write(writer, value.Value, options);
    }
}
