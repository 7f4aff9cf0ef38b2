using System.Text.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>Writes into each operation what its metadata says: who may call it, the headers, the examples, the problems.</summary>
internal sealed class OperationContract : IOperationFilter
{
    public const string Bearer = "bearer";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        Secure(operation, metadata, context.Document);
        if (metadata.OfType<CommandMetadata>().FirstOrDefault() is { } command) DescribeCommand(operation, command, context);
        if (metadata.OfType<QueryMetadata>().FirstOrDefault() is { } query) DescribeQuery(operation, query);
        if (metadata.OfType<ExampleMetadata>().FirstOrDefault() is { } example) Show(operation, example);
        DescribeProblems(operation, context);
    }

    private static void Secure(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [];
            return;
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        var audience = metadata.OfType<Audience>().FirstOrDefault();
        var note = audience == Audience.Everyone ? "For every signed-in caller." : $"For: {audience.ToString().ToLowerInvariant()}.";
        operation.Description = string.IsNullOrEmpty(operation.Description) ? note : $"{operation.Description}\n\n{note}";
    }

    private static void DescribeCommand(OpenApiOperation operation, CommandMetadata command, OperationFilterContext context)
    {
        operation.Parameters ??= [];
        if (command.Versioned)
            operation.Parameters.Add(Header("If-Match", required: true, "The ETag of what is changed, as the last answer gave it.", "\"3\""));
        if (context.ApiDescription.HttpMethod == HttpMethods.Post)
            operation.Parameters.Add(Header(Idempotency.Header, required: false, "Any string of up to 255 printable characters; a repeat gets the first answer.", "0f6d3c1e-offer-1"));
        foreach (var status in new[] { "200", "201" })
        {
            if (operation.Responses?.TryGetValue(status, out var response) != true || response is not OpenApiResponse success) continue;
            success.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["ETag"] = HeaderOf("The new version."),
                [Idempotency.ReplayedHeader] = HeaderOf("`true` when this is the first answer again."),
            };
            if (status == "201") success.Headers["Location"] = HeaderOf("Where the new resource is.");
        }
    }

    private static void DescribeQuery(OpenApiOperation operation, QueryMetadata query)
    {
        operation.Parameters ??= [];
        if (query.Paged)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "limit",
                In = ParameterLocation.Query,
                Description = "Rows on a page.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "200", Default = 50 },
            });
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "cursor",
                In = ParameterLocation.Query,
                Description = "`nextCursor` of the page before, with the same filters.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return;
        }

        operation.Parameters.Add(Header("If-None-Match", required: false, "An ETag; 304 when nothing changed since.", null));
        if (operation.Responses?.TryGetValue("200", out var response) == true && response is OpenApiResponse success)
            success.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = HeaderOf("Its version, for If-Match and If-None-Match.") };
    }

    private static void Show(OpenApiOperation operation, ExampleMetadata example)
    {
        if (example.Request is not null && operation.RequestBody?.Content?.TryGetValue("application/json", out var request) == true && request is OpenApiMediaType asked)
            asked.Example = Json(example.Request);
        if (example.Response is null) return;
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status[0] == '2' && response.Content?.TryGetValue("application/json", out var content) == true && content is OpenApiMediaType answered)
                answered.Example = Json(example.Response);
        }
    }

    private static void DescribeProblems(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status[0] is not ('4' or '5') || response is not OpenApiResponse problem) continue;
            problem.Description = Problems.Words.English.Say($"title.{status}");
            problem.Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemBody), context.SchemaRepository) },
            };
            if (status is "429" or "503") problem.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = HeaderOf("Seconds to wait.") };
        }
    }

    private static OpenApiParameter Header(string name, bool required, string description, string? example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example is null ? null : JsonValue.Create(example),
    };

    private static OpenApiHeader HeaderOf(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static JsonNode? Json(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), ApiJson.Options);

    /// <summary>An RFC 9457 problem.</summary>
    /// <param name="Type">A URN that ends in the code.</param>
    /// <param name="Title">What kind of no this is, in the caller's language.</param>
    /// <param name="Status">As the HTTP status.</param>
    /// <param name="Detail">What happened here, with the figures.</param>
    /// <param name="Code">Stable, for machines.</param>
    /// <param name="Errors">Per field, by its JSON name: what is wrong with it.</param>
    /// <param name="Figures">The figures that the detail quotes.</param>
    /// <param name="TraceId">For the operator's logs.</param>
    internal sealed record ProblemBody(
        string Type, string Title, int Status, string Detail, string Code,
        IReadOnlyDictionary<string, IReadOnlyList<ProblemError>>? Errors, IReadOnlyDictionary<string, object?>? Figures, string TraceId);

    /// <summary>What is wrong with one field.</summary>
    internal sealed record ProblemError(string Code, string Detail, IReadOnlyDictionary<string, object?>? Figures);
}
