using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Deals;
using Microsoft.OpenApi;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>Operations whose body or answer is a document.</summary>
internal static class Documents
{
    public static void DescribeUpload(OpenApiOperation operation)
    {
        operation.RequestBody = new OpenApiRequestBody { Required = true, Description = "The document itself.", Content = Types() };
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
        {
            parameter.Required = true;
            parameter.Description = parameter.Name == "kind" ? "What it is, in the words in which the bank asks for papers." : "The file's name, with the ending of its type.";
        }

        operation.Parameters.Add(OperationContract.Header(
            ContentDigest.OfContent, required: false, "What was sent, by RFC 9530; refused when something else came.", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"));
        operation.Parameters.Add(OperationContract.Header(ContentDigest.OfRepresentation, required: false, "The same: a document has one representation.", null));
    }

    public static void DescribeDownload(OpenApiOperation operation)
    {
        operation.Responses ??= [];
        operation.Responses["200"] = new OpenApiResponse
        {
            Description = "The document, byte for byte.",
            Content = Types(),
            Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Content-Disposition"] = OperationContract.HeaderOf("To be saved, and under which name."),
                [ContentDigest.OfRepresentation] = OperationContract.HeaderOf("Its SHA-256, by RFC 9530."),
            },
        };
    }

    private static Dictionary<string, IOpenApiMediaType> Types() => DocumentType.All.ToDictionary(
        type => type.MediaType,
        IOpenApiMediaType (type) => new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            Example = JsonValue.Create(type.Endings[0] == ".pdf" ? "%PDF-1.7" : "(binary)"),
        },
        StringComparer.Ordinal);
}
