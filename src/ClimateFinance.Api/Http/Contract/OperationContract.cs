using System.Globalization;
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
        if (string.IsNullOrEmpty(operation.Description) && context.MethodInfo.DeclaringType is { } useCase)
            operation.Description = DocComments.OfHouse.OfUseCase(useCase);
        Secure(operation, metadata, context.Document);
        if (metadata.OfType<CommandMetadata>().FirstOrDefault() is { } command) DescribeCommand(operation, command);
        if (metadata.OfType<UploadMetadata>().Any()) Documents.DescribeUpload(operation);
        else if (metadata.OfType<DownloadMetadata>().Any()) Documents.DescribeDownload(operation);
        else if (metadata.OfType<FileMetadata>().Any()) Streams.DescribeFile(operation);
        else if (metadata.OfType<EventsMetadata>().Any()) Streams.DescribeEvents(operation);
        else if (metadata.OfType<QueryMetadata>().FirstOrDefault() is { } query) DescribeQuery(operation, query);
        if (metadata.OfType<TextFormsMetadata>().Any()) Streams.DescribeTexts(operation);
        if (metadata.OfType<ExampleMetadata>().FirstOrDefault() is { } example) Show(operation, example);
        CsvBodies.Describe(operation);
        ListProblems(operation, metadata);
        ParameterWords.Describe(operation);
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
        var note = audience == Audience.Everyone ? "For every signed-in caller." : $"For: {string.Join(", ", Audiences.RolesOf(audience))}.";
        operation.Description = string.IsNullOrEmpty(operation.Description) ? note : $"{operation.Description}\n\n{note}";
    }

    private static void DescribeCommand(OpenApiOperation operation, CommandMetadata command)
    {
        operation.Parameters ??= [];
        if (command.Versioned)
            operation.Parameters.Add(Header("If-Match", required: true, "The ETag of what is changed, as the last answer gave it.", "\"3\""));
        operation.Parameters.Add(Header(Idempotency.Header, required: false, "1 to 255 printable ASCII characters; a repeat within 72 hours gets the first answer.", "0f6d3c1e-offer-1"));
        foreach (var status in new[] { "200", "201", "202" })
        {
            if (operation.Responses?.TryGetValue(status, out var response) != true || response is not OpenApiResponse success) continue;
            success.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["ETag"] = HeaderOf("The new version."),
                [Idempotency.ReplayedHeader] = HeaderOf("`true` when this is the first answer again."),
            };
            if (status == "201") success.Headers["Location"] = HeaderOf("Where the new resource is.");
            if (status != "202") continue;
            success.Headers.Remove("ETag");
            success.Headers["Location"] = HeaderOf("Where its progress is shown.");
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
        foreach (var type in new[] { "application/json", "application/x-www-form-urlencoded" })
        {
            if (example.Request is not null && operation.RequestBody?.Content?.TryGetValue(type, out var request) == true && request is OpenApiMediaType asked)
                asked.Example = Json(example.Request);
        }

        if (example.Response is null) return;
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status[0] == '2' && response.Content?.TryGetValue("application/json", out var content) == true && content is OpenApiMediaType answered)
                answered.Example = Json(example.Response);
        }
    }

    /// <summary>
    /// The refusals that follow from what the operation is; routes add those that only they know. Their words and shape come with the whole document.
    /// </summary>
    private static void ListProblems(OpenApiOperation operation, IList<object> metadata)
    {
        var command = metadata.OfType<CommandMetadata>().FirstOrDefault();
        var statuses = new SortedSet<string>(StringComparer.Ordinal) { "400", "429", "503" };
        if (!metadata.OfType<IAllowAnonymous>().Any()) statuses.UnionWith(["401", "403"]);
        if ((operation.Parameters ?? []).Any(p => p.In == ParameterLocation.Path)) statuses.Add("404");
        if (operation.RequestBody is not null) statuses.UnionWith(["413", "415"]);
        if (command is not null) statuses.UnionWith(["409", "413", "422"]);
        if (command is { Versioned: true }) statuses.UnionWith(["412", "428"]);

        statuses.UnionWith(metadata.OfType<RefusalMetadata>().SelectMany(m => m.Statuses).Select(s => s.ToString(CultureInfo.InvariantCulture)));

        operation.Responses ??= [];
        foreach (var status in statuses) operation.Responses.TryAdd(status, new OpenApiResponse());
        var sorted = operation.Responses.OrderBy(r => r.Key, StringComparer.Ordinal).ToArray();
        operation.Responses.Clear();
        foreach (var (status, response) in sorted) operation.Responses[status] = response;
    }

    public static OpenApiParameter Header(string name, bool required, string description, string? example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example is null ? null : JsonValue.Create(example),
    };

    public static OpenApiHeader HeaderOf(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static JsonNode? Json(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), ApiJson.Options);
}
