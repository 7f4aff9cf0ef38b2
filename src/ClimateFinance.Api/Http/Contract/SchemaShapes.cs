using System.Text.Json.Serialization.Metadata;
using ClimateFinance.Api.Http.Bodies;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>
/// Makes schemas say what the serializer does: which members must be there, which may be null (a nullable enum or object too), and what the
/// code says each of them is.
/// </summary>
internal sealed class SchemaShapes : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema open || context.MemberInfo is not null || context.ParameterInfo is not null) return;
        if (context.Type.IsEnum)
        {
            open.Description = Join(DocComments.OfHouse.OfType(context.Type), DocComments.OfHouse.OfValues(context.Type));
            return;
        }

        if (open.Properties is not { Count: > 0 } properties) return;
        open.Description = DocComments.OfHouse.OfType(context.Type);
        var info = ApiJson.Options.GetTypeInfo(context.Type);
        open.Required = info.Properties.Where(p => p.IsRequired).Select(p => p.Name).Order(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        foreach (var property in info.Properties)
        {
            if (!properties.TryGetValue(property.Name, out var shape)) continue;
            if (MayBeNull(property)) properties[property.Name] = shape = Nullable(shape);
            var name = (property.AttributeProvider as System.Reflection.MemberInfo)?.Name;
            if (name is null || DocComments.OfHouse.OfProperty(context.Type, name) is not { } words) continue;
            if (shape is OpenApiSchemaReference reference) reference.Description = words;
            else if (shape is OpenApiSchema own) own.Description = words;
        }
    }

    private static bool MayBeNull(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType ? System.Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsGetNullable;

    private static IOpenApiSchema Nullable(IOpenApiSchema shape)
    {
        if (shape is not OpenApiSchema own) return new OpenApiSchema { OneOf = [shape, new OpenApiSchema { Type = JsonSchemaType.Null }] };
        if (own.Type is { } type) own.Type = type | JsonSchemaType.Null;
        return own;
    }

    private static string? Join(string? first, string? second) => second is null ? first : first is null ? second : $"{first}\n\n{second}";
}
