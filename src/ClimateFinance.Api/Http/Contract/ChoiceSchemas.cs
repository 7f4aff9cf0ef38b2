using System.Text.Json.Nodes;
using ClimateFinance.Api.Http.Queries;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>Lists the names that a <see cref="Choice{T}"/> takes.</summary>
internal sealed class ChoiceSchemas : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (context.ParameterInfo?.ParameterType is not { } type) return;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Choice<>) || parameter is not OpenApiParameter open) return;

        var names = (IReadOnlyList<string>)type.GetProperty(nameof(Choice<>.Names))!.GetValue(null)!;
        open.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. names.Select(name => (JsonNode)name)] };
    }
}
