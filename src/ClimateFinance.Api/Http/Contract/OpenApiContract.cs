using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Evidence;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>
/// The OpenAPI document: what the running API serves, byte for byte what <c>openapi/climate-finance.v1.json</c> holds.
/// </summary>
internal static class OpenApiContract
{
    public const string Name = "v1";
    public const string Path = "/openapi/climate-finance.v1.json";

    private const string Description =
        """
        A marketplace where climate finance finds its borrower (气候投融资政银企对接): enterprises record low-carbon projects and financing needs,
        banks publish green-credit products, an engine proposes pairings and says why, and each pairing's follow-up on credit line, term and rate
        is tracked until it is closed, under the eyes of the eco-environment bureau.

        Conventions: money in yuan with at most two decimals (`…Cny`), terms in whole months, rates as a benchmark and a spread in basis points,
        reductions in tCO2e a year, instants RFC 3339 in UTC, dates `yyyy-MM-dd` in Asia/Shanghai. Every error is an RFC 9457 problem with a stable
        `code`; `Accept-Language` (en, zh-CN) chooses its words. A change of something that exists demands `If-Match` with its ETag. Every command
        takes an `Idempotency-Key`, whose first accepted answer is given again for 72 hours. Where an installation reads from standbys, answers carry
        `Read-Point`; a GET that brings it back may be answered by a standby that has come at least that far.
        """;

    public static void AddContract(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        services.Configure<Microsoft.AspNetCore.Mvc.JsonOptions>(options => ApiJson.Apply(options.JsonSerializerOptions));
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(Name, new OpenApiInfo { Title = "ClimateFinance", Version = Name, Description = Description });
            options.AddSecurityDefinition(OperationContract.Bearer, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The accessToken of POST /api/v1/identity/login.",
            });
            options.SupportNonNullableReferenceTypes();
            options.CustomSchemaIds(SchemaNames.Of);
            options.OrderActionsBy(action => $"{action.RelativePath}_{action.HttpMethod}");
            options.MapType<decimal>(() => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "decimal" });
            options.MapType<Digest>(() => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Samples.DigestPattern, Description = "SHA-256, 64 lower-case hex digits." });
            options.SchemaFilter<SchemaShapes>();
            options.ParameterFilter<ChoiceSchemas>();
            options.OperationFilter<OperationContract>();
            options.DocumentFilter<WholeDocument>();
        });
    }

    public static void UseContract(this WebApplication app)
    {
        var served = new Lazy<Task<byte[]>>(() => WriteAsync(app.Services.GetRequiredService<ISwaggerProvider>()));
        app.MapGet(Path, async () => Results.Bytes(await served.Value, "application/json; charset=utf-8")).ForAnyone().ExcludeFromDescription();
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.SwaggerEndpoint(Path, "ClimateFinance v1");
            options.DocumentTitle = "ClimateFinance";
            options.EnablePersistAuthorization();
            options.DisplayRequestDuration();
        });
    }

    /// <summary>OpenAPI 3.1, for its schemas are JSON Schema and can say null; one final newline, as a file of the repository has.</summary>
    private static async Task<byte[]> WriteAsync(ISwaggerProvider provider)
    {
        using var stream = new MemoryStream();
        await provider.GetSwagger(Name).SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
