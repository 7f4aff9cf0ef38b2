using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Reference;

public sealed class ReferenceTests(MarketApp app) : IClassFixture<MarketApp>
{
    private static readonly string[] Tables =
        ["regions", "industries", "green-classes", "technologies", "benchmarks", "calendar", "emission-factors", "financing-rules"];

    [Fact]
    public async Task Every_table_is_there_for_all_who_are_signed_in_and_each_row_names_its_source()
    {
        foreach (var table in Tables)
        {
            (await app.Anonymous().GetAsync($"reference/{table}")).ExpectProblem(401, "http.unauthorized");
            foreach (var client in new[] { app.AsOperator(), app.AsBank(Guid.CreateVersion7()) })
            {
                var page = (await client.GetAsync($"reference/{table}?limit=200")).Expect(200);
                Assert.NotEqual(0, page.Count());
                Assert.Null(page["nextCursor"]);
                foreach (var row in page["items"]!.AsArray())
                {
                    Assert.False(string.IsNullOrWhiteSpace(row!["source"]!.GetValue<string>()));
                    Assert.NotNull(row["confirm"]);
                    Assert.NotNull(row["illustrative"]);
                }
            }
        }
    }

    [Fact]
    public async Task Pages_of_a_table_make_the_whole_table()
    {
        var client = app.AsOperator();
        var whole = (await client.GetAsync("reference/emission-factors?limit=200")).Expect(200);
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await client.GetAsync($"reference/emission-factors?limit=41{cursor}")).Expect(200);
            seen.AddRange(page["items"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()));
            cursor = page["nextCursor"] is { } next ? $"&cursor={next.GetValue<string>()}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(whole["items"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()), seen);
    }

    [Theory]
    [InlineData("regions?within=130400&level=county", "code", "130481")]
    [InlineData("industries?within=C31", "code", "C3120")]
    [InlineData("industries?level=class", "code", "C3120")]
    [InlineData("green-classes?sector=cement", "id", "GF2025-X-WHR")]
    [InlineData("technologies?sector=steel", "id", "bfg-power")]
    [InlineData("emission-factors?kind=gridElectricity&region=130481", "id", "EF-GRID-130000-2023")]
    public async Task A_filter_keeps_what_it_should_and_drops_something(string query, string key, string kept)
    {
        var client = app.AsOperator();
        var narrowed = (await client.GetAsync($"reference/{query}&limit=200")).Expect(200);
        var whole = (await client.GetAsync($"reference/{query[..query.IndexOf('?', StringComparison.Ordinal)]}?limit=200")).Expect(200);
        Assert.Contains(kept, narrowed["items"]!.AsArray().Select(row => row![key]!.GetValue<string>()));
        Assert.InRange(narrowed.Count(), 1, whole.Count() - 1);
    }

    [Fact]
    public async Task Factors_of_other_provinces_and_of_later_days_are_left_out()
    {
        var ids = (await app.AsOperator().GetAsync("reference/emission-factors?region=130481&on=2024-06-30&limit=200")).Expect(200)["items"]!
            .AsArray().Select(row => row!["id"]!.GetValue<string>()).ToArray();
        Assert.Contains("EF-GRID-CN-2021", ids);
        Assert.DoesNotContain("EF-GRID-130000-2023", ids);
        Assert.DoesNotContain(ids, id => id.StartsWith("EF-GRID-140000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_benchmark_of_a_day_is_the_print_in_force()
    {
        var client = app.AsOperator();
        var history = (await client.GetAsync("reference/benchmarks?limit=2")).Expect(200);
        Assert.True(string.CompareOrdinal(history.Str("items.0.date"), history.Str("items.1.date")) > 0);
        var then = (await client.GetAsync("reference/benchmarks?on=2019-09-19")).Expect(200);
        Assert.Equal((1, "2019-08-20", 425, 485), (then.Count(), then.Str("items.0.date"), then["items.0.lpr1yBp"]!.GetValue<int>(), then["items.0.lpr5yBp"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_year_with_a_notice_has_its_days_and_another_the_statutory_ones_provisionally()
    {
        var client = app.AsOperator();
        var noticed = (await client.GetAsync("reference/calendar?year=2026")).Expect(200);
        Assert.All(noticed["items"]!.AsArray(), day => Assert.False(day!["provisional"]!.GetValue<bool>()));
        Assert.Contains(noticed["items"]!.AsArray(), day => day!["kind"]!.GetValue<string>() == "makeupWorkday");

        var ruled = (await client.GetAsync("reference/calendar?year=2031")).Expect(200);
        Assert.Equal("2031-01-01", ruled.Str("items.0.date"));
        Assert.All(ruled["items"]!.AsArray(), day => Assert.True(day!["provisional"]!.GetValue<bool>()));
        (await client.GetAsync("reference/calendar?year=1999")).ExpectFlaw("year", "number.out_of_range");
    }

    [Theory]
    [InlineData("from=2026-09-24&workingDays=1", "2026-09-28", false)]
    [InlineData("from=2026-11-20&workingDays=5", "2026-11-27", false)]
    [InlineData("from=2026-12-30&workingDays=2", "2027-01-04", true)]
    public async Task A_due_day_skips_what_is_not_worked(string query, string dueOn, bool provisional)
    {
        var due = (await app.AsEnterprise(Guid.CreateVersion7()).GetAsync($"reference/calendar/due-day?{query}")).Expect(200);
        Assert.Equal((dueOn, provisional), (due.Str("dueOn"), due["provisional"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("calendar/due-day?from=2026-11-20&workingDays=0", "workingDays", "number.out_of_range")]
    [InlineData("calendar/due-day?from=2126-11-20&workingDays=1", "from", "number.out_of_range")]
    [InlineData("regions?within=999999", "within", "region.unknown")]
    [InlineData("industries?within=999999", "within", "industry.wrong_form")]
    [InlineData("technologies?name=x", "name", "query.unknown")]
    [InlineData("benchmarks?limit=0", "limit", "number.out_of_range")]
    [InlineData("benchmarks?cursor=x", "cursor", "cursor.invalid")]
    public async Task A_query_that_means_nothing_is_refused(string query, string field, string code) =>
        (await app.AsOperator().GetAsync($"reference/{query}")).ExpectFlaw(field, code);

    [Theory]
    [InlineData("benchmarks?on=yesterday", "on")]
    [InlineData("calendar?year=this", "year")]
    [InlineData("calendar/due-day?from=now&workingDays=5", "from")]
    [InlineData("emission-factors?kind=magic", "kind")]
    public async Task A_parameter_that_does_not_read_is_named(string query, string field) =>
        (await app.AsOperator().GetAsync($"reference/{query}")).ExpectFlaw(field, "query.unreadable");

    [Fact]
    public async Task A_due_day_needs_both_its_parameters() =>
        (await app.AsOperator().GetAsync("reference/calendar/due-day?workingDays=5")).Expect(400);
}
