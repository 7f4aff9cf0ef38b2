using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>An operation that takes its rows as CSV too: one text whose first line names the columns.</summary>
internal static class CsvBodies
{
    public static void Describe(OpenApiOperation operation)
    {
        if (operation.RequestBody?.Content?.TryGetValue("text/csv", out var content) != true || content is not OpenApiMediaType csv) return;
        csv.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        csv.Example = JsonValue.Create(
            "id,kind,name,value,unit,quantityUnit,dataYear,publishedOn,status,confirm,source,illustrative\r\n"
            + "EF-GRID-130000-2024,gridElectricity,河北 2024年 电力平均,0.64,tCO2/MWh,MWh,2024,2026-11-20,memory,true,示例数据,*\r\n");
    }
}
