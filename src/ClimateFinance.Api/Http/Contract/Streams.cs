using System.Text.Json.Nodes;
using ClimateFinance.Api.Http.Tables;
using Microsoft.OpenApi;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>Answers that are no JSON resource: files for a spreadsheet, events as they come.</summary>
internal static class Streams
{
    public static void DescribeFile(OpenApiOperation operation)
    {
        var answer = Success(operation, "The file, or the figures as JSON.");
        answer.Content![TableFormats.Csv] = Text("\uFEFF对接编号,企业,银行\r\n0196c1a4-7a10-7d22-8f00-5b4c3d2e1f00,邯郸某钢铁有限公司,中国银行邯郸分行\r\n");
        answer.Content[TableFormats.Xlsx] = Text("UEsDBA==");
        answer.Headers = new Dictionary<string, IOpenApiHeader> { ["Content-Disposition"] = OperationContract.HeaderOf("The name of the file.") };
    }

    public static void DescribeEvents(OpenApiOperation operation)
    {
        Success(operation, "Events, each with an id to go on from.").Content!["text/event-stream"] = Text(
            "id: 4711\nevent: deal\ndata: {\"sequence\":4711,\"fact\":\"offer_made_v1\",\"dealId\":\"0196c1a4-7a10-7d22-8f00-5b4c3d2e1f00\"}\n\n");
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "Last-Event-ID",
            In = ParameterLocation.Header,
            Description = "The id of the last event that arrived: what came after it is sent first.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    public static void DescribeTexts(OpenApiOperation operation)
    {
        var answer = Success(operation, "The resource, a page to print, or plain text.");
        answer.Content!["text/html"] = Text("<!DOCTYPE html>");
        answer.Content["text/plain"] = Text("statement\t1");
    }

    private static OpenApiResponse Success(OpenApiOperation operation, string words)
    {
        operation.Responses ??= [];
        if (operation.Responses.TryGetValue("200", out var known) && known is OpenApiResponse { Content: not null } response && response.Content.Count > 0) return response;
        var made = new OpenApiResponse { Description = words, Content = new Dictionary<string, IOpenApiMediaType>() };
        operation.Responses["200"] = made;
        return made;
    }

    private static OpenApiMediaType Text(string example) => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = JsonValue.Create(example),
    };
}
