using System.Text.Json;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Xunit;

namespace ClimateFinance.Api.Tests.Pairings;

/// <summary>A null is not written; so a member that may be null is read back from its absence, though the code demands that it is stated.</summary>
public sealed class PairingJsonTests
{
    private static readonly NeedFacts Bare = new()
    {
        Need = new NeedId(Guid.NewGuid()),
        Revision = 1,
        Enterprise = new EnterpriseId(Guid.NewGuid()),
        Project = null,
        Live = true,
        Purpose = FinancingPurpose.WorkingCapital,
        Amount = new Cny(60_000_000m),
        AmountLeast = new Cny(60_000_000m),
        TermMin = new TermMonths(12),
        TermMax = new TermMonths(36),
        RateMax = new Rate(Benchmark.Lpr1y, new BasisPoints(50)),
        CollateralOffered = [CollateralKind.Credit],
        Region = new RegionCode("130481"),
        Industry = new IndustryCode("C3120"),
        GreenClasses = [],
        Technology = null,
        Grade = null,
        Admitted = false,
        ReductionTco2ePerYear = null,
        Investment = null,
        LastPenaltyOn = null,
        Ownership = Ownership.Private,
    };

    [Fact]
    public void Facts_without_what_may_be_missing_read_back()
    {
        var text = JsonSerializer.Serialize(Bare, EventJson.Options);
        Assert.DoesNotContain("lastPenaltyOn", text, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize<NeedFacts>(text, EventJson.Options)!;
        Assert.Equal(text, JsonSerializer.Serialize(read, EventJson.Options));
        Assert.Null(read.Grade);
    }

    [Theory]
    [InlineData("\"amount\":60000000,")]
    [InlineData("\"collateralOffered\":[\"credit\"],")]
    [InlineData("\"live\":true,")]
    public void Facts_without_what_must_be_there_do_not_read(string member)
    {
        var text = JsonSerializer.Serialize(Bare, EventJson.Options);
        var without = text.Replace(member, string.Empty, StringComparison.Ordinal);
        Assert.NotEqual(text, without);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<NeedFacts>(without, EventJson.Options));
    }
}
