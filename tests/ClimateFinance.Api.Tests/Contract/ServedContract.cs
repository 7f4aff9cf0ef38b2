using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Contract;

/// <summary>The contract as the running application serves it, read once for all tests of a class.</summary>
public sealed class ServedContract(TestPostgres postgres) : IAsyncLifetime
{
    public const string Path = "/openapi/climate-finance.v1.json";

    private readonly MarketApp app = new(postgres);

    public MarketApp App => app;

    public string Text { get; private set; } = string.Empty;

    internal ContractDocument Document { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await app.InitializeAsync();
        Text = (await app.Anonymous().GetAsync(Path)).Expect(200).Text;
        Document = new ContractDocument(JsonNode.Parse(Text)!.AsObject());
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
