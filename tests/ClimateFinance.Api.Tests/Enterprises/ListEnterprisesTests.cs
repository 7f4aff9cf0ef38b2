using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Enterprises;

public sealed class ListEnterprisesTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task Each_caller_sees_its_own_part()
    {
        var (own, other) = (await app.VerifiedEnterpriseAsync(), await app.VerifiedEnterpriseAsync());
        var address = $"enterprises/{own.Organisation}";
        (await app.AsBureau().MoveAsync(address, "grades", new { grade = "a", gradedOn = "2026-03-18", documentNumber = "1" })).Expect(200);

        var mine = (await own.GetAsync("enterprises")).Expect(200);
        Assert.Equal((1, own.Organisation, "a"), (mine.Count(), mine.Id("items.0.enterpriseId"), mine.Str("items.0.grade")));
        (await other.GetAsync(address)).ExpectProblem(404, "enterprise.unknown");

        (await app.AsBureau().GetAsync(address)).Expect(200);
        (await app.AsBureau("130000").GetAsync(address)).Expect(200);
        (await app.AsBureau("130481").GetAsync(address)).Expect(200);
        (await app.AsBureau("130100").GetAsync(address)).ExpectProblem(404, "enterprise.unknown");
        Assert.Equal(0, (await app.AsBureau("130100").GetAsync("enterprises")).Expect(200).Count());

        var run = (await app.AsOperator().GetAsync(address)).Expect(200);
        Assert.Equal("verified", run.Str("status"));
        Assert.Null(run["grade"]);
        Assert.Null(run["profile"]);
        Assert.Equal(0, run.Count("grades"));
        Assert.Equal(0, (await app.AsOperator().GetAsync("enterprises?grade=a")).Expect(200).Count());
    }

    [Fact]
    public async Task A_bank_sees_an_enterprise_once_it_shares_a_deal_with_it()
    {
        var (own, bank, stranger) = (await app.VerifiedEnterpriseAsync(), app.AsBank(Guid.CreateVersion7()), app.AsBank(Guid.CreateVersion7()));
        var address = $"enterprises/{own.Organisation}";
        (await bank.GetAsync(address)).ExpectProblem(404, "enterprise.unknown");
        Assert.Equal(0, (await bank.GetAsync("enterprises")).Expect(200).Count());

        await app.ShareDealAsync(own.Organisation, bank.Organisation);

        Assert.Equal("C3120", (await bank.GetAsync(address)).Expect(200).Str("profile.industry"));
        Assert.Equal(1, (await bank.GetAsync("enterprises")).Expect(200).Count());
        (await stranger.GetAsync(address)).ExpectProblem(404, "enterprise.unknown");
    }

    [Fact]
    public async Task Filters_narrow()
    {
        await using var market = await StartAsync();
        var cement = await market.RegisteredEnterpriseAsync(Parties.EnterpriseProfile(region: "130400", industry: "C3011"));
        var steel = await market.VerifiedEnterpriseAsync();
        (await market.AsBureau().MoveAsync($"enterprises/{steel.Organisation}", "grades", new { grade = "leading", gradedOn = "2026-03-18", documentNumber = "1" })).Expect(200);

        foreach (var (query, expected) in new (string, Guid[])[]
        {
            ("", [steel.Organisation, cement.Organisation]),
            ("status=registered", [cement.Organisation]),
            ("status=verified", [steel.Organisation]),
            ("industry=C31", [steel.Organisation]),
            ("industry=C", [steel.Organisation, cement.Organisation]),
            ("region=130481", [steel.Organisation]),
            ("region=130400", [steel.Organisation, cement.Organisation]),
            ("grade=leading", [steel.Organisation]),
            ("grade=a", []),
            ("status=verified&industry=C3011", []),
        })
        {
            var answer = (await market.AsBureau().GetAsync($"enterprises?{query}")).Expect(200);
            Assert.Equal(expected, answer["items"]!.AsArray().Select(item => item!["enterpriseId"]!.GetValue<Guid>()));
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_while_rows_come_in()
    {
        await using var market = await StartAsync();
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++) made.Insert(0, (await market.RegisteredEnterpriseAsync()).Organisation);

        var (seen, cursor) = (new List<Guid>(), "");
        do
        {
            var page = (await market.AsBureau().GetAsync($"enterprises?limit=2&status=registered{cursor}")).Expect(200);
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["enterpriseId"]!.GetValue<Guid>()));
            cursor = page["nextCursor"] is { } next ? $"&cursor={next.GetValue<string>()}" : "";
            await market.RegisteredEnterpriseAsync();
        }
        while (cursor.Length > 0);

        Assert.Equal(made, seen);
    }

    [Theory]
    [InlineData("colour=red", "colour", "query.unknown")]
    [InlineData("Status=verified", "Status", "query.unknown")]
    [InlineData("status=pending", "status", "query.unreadable")]
    [InlineData("status=VERIFIED", "status", "query.unreadable")]
    [InlineData("grade=1", "grade", "query.unreadable")]
    [InlineData("limit=0", "limit", "number.out_of_range")]
    [InlineData("limit=201", "limit", "number.out_of_range")]
    [InlineData("limit=ten", "limit", "number.out_of_range")]
    [InlineData("cursor=AAAA", "cursor", "cursor.invalid")]
    [InlineData("region=000000", "region", "region.unknown")]
    [InlineData("industry=c31", "industry", "industry.wrong_form")]
    public async Task A_query_that_means_nothing_is_refused(string query, string field, string code) =>
        (await app.AsBureau().GetAsync($"enterprises?{query}")).ExpectFlaw(field, code);

    [Fact]
    public async Task A_cursor_is_good_for_its_own_list_and_filters_only()
    {
        for (var i = 0; i < 2; i++) await app.RegisteredEnterpriseAsync();
        var cursor = (await app.AsBureau().GetAsync("enterprises?limit=1")).Expect(200).Str("nextCursor");
        var tampered = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];

        (await app.AsBureau().GetAsync($"enterprises?limit=1&cursor={cursor}")).Expect(200);
        (await app.AsBureau().GetAsync($"enterprises?limit=1&cursor={tampered}")).ExpectFlaw("cursor", "cursor.invalid");
        (await app.AsBureau().GetAsync($"enterprises?limit=1&status=verified&cursor={cursor}")).ExpectFlaw("cursor", "cursor.invalid");
        (await app.AsBureau().GetAsync($"banks?limit=1&cursor={cursor}")).ExpectFlaw("cursor", "cursor.invalid");
    }

    [Fact]
    public async Task The_contract_lists_the_names_that_a_filter_takes()
    {
        var contract = (await app.Anonymous().GetAsync("/openapi/climate-finance.v1.json")).Expect(200);
        var parameters = contract.Json["paths"]!["/api/v1/enterprises"]!["get"]!["parameters"]!.AsArray();
        var status = Assert.Single(parameters, parameter => parameter!["name"]!.GetValue<string>() == "status");
        Assert.Equal(["registered", "verified", "refused", "suspended"], status!["schema"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Contains("jointStock", contract.Json["components"]!["schemas"]!["BankGroup"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    private Task<MarketApp> StartAsync() => MarketApp.StartAsync(postgres);
}
