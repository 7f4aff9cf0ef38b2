using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ClimateFinance.Api.Tests.Contract;

/// <summary>The committed contract is what the application serves.</summary>
public sealed class ContractFileTests(ServedContract served) : IClassFixture<ServedContract>
{
    private const string Update = "UPDATE_CONTRACT=1 dotnet test tests/ClimateFinance.Api.Tests --filter Contract";
    private const string Release = "RELEASE_CONTRACT=1 dotnet test tests/ClimateFinance.Api.Tests --filter Contract";

    [Fact]
    public void The_committed_contract_is_what_the_application_serves_byte_for_byte()
    {
        var file = ContractFolder.File("climate-finance.v1.json");
        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACT") == "1") File.WriteAllText(file, served.Text, new UTF8Encoding(false));
        var committed = File.Exists(file) ? File.ReadAllText(file) : string.Empty;
        if (committed != served.Text)
            Assert.Fail($"openapi/climate-finance.v1.json is not what the application serves, first at line {FirstDifference(committed, served.Text)}. To update it: {Update}");
    }

    [Fact]
    public void Nothing_breaks_a_client_of_the_released_contract()
    {
        var file = ContractFolder.File("climate-finance.v1.released.json");
        if (Environment.GetEnvironmentVariable("RELEASE_CONTRACT") == "1") File.WriteAllText(file, served.Text, new UTF8Encoding(false));
        Assert.True(File.Exists(file), $"openapi/climate-finance.v1.released.json is missing. At a release: {Release}");
        var released = new ContractDocument(JsonNode.Parse(File.ReadAllText(file))!.AsObject());
        Assert.NotEmpty(released.Operations);
        var breaks = BreakingChanges.Between(released, served.Document);
        if (breaks.Count > 0) Assert.Fail($"This breaks clients of the released contract:\n{string.Join('\n', breaks)}\nWhere that is meant, with a new release: {Release}");
    }

    private static int FirstDifference(string left, string right) =>
        left.Split('\n').Zip(right.Split('\n')).TakeWhile(pair => pair.First == pair.Second).Count() + 1;
}
