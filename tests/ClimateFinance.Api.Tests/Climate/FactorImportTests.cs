using System.Text;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Features.Reference;
using ClimateFinance.Api.Reference;
using ClimateFinance.Api.Tests.Projects;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Store;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Climate;

public sealed class FactorImportTests(MarketApp app) : IClassFixture<MarketApp>
{
    private const string Path = "reference/emission-factors/imports";

    private static int serial;

    private static JsonObject Grid(string id, int year, decimal value, string publishedOn) => new()
    {
        ["id"] = id,
        ["kind"] = "gridElectricity",
        ["name"] = $"测试电网 {year}",
        ["value"] = value,
        ["unit"] = "tCO2/MWh",
        ["quantityUnit"] = "MWh",
        ["regionCode"] = "130000",
        ["dataYear"] = year,
        ["publishedOn"] = publishedOn,
        ["status"] = "memory",
        ["confirm"] = true,
        ["source"] = "made for a test",
        ["illustrative"] = new JsonArray("*"),
    };

    private static string NewSeries() => $"EF-GRID-TEST{Interlocked.Increment(ref serial)}";

    [Fact]
    public async Task What_was_exported_comes_back_unchanged()
    {
        var bureau = app.AsBureau();
        var items = new JsonArray();
        string? cursor = null;
        do
        {
            var page = (await bureau.GetAsync($"reference/emission-factors?limit=200{(cursor is null ? string.Empty : $"&cursor={cursor}")}")).Expect(200);
            foreach (var item in page.Json["items"]!.AsArray()) items.Add(item!.DeepClone());
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        var report = (await bureau.PostAsync(Path, new JsonObject { ["items"] = items })).Expect(200);
        Assert.Empty(report.Json["rows"]!.AsArray().Where(r => r!["code"] is not null).Select(r => $"{r!["line"]}: {r["detail"]}"));
        Assert.Equal((0m, (decimal)items.Count, 0m), (report.Num("accepted"), report.Num("unchanged"), report.Num("refused")));
    }

    [Fact]
    public async Task A_file_is_reported_row_by_row_and_published_rows_stay()
    {
        var series = NewSeries();
        var bureau = app.AsBureau();
        var first = Grid($"{series}-2023", 2023, 0.6m, "2025-01-01");
        var broken = Grid($"{series}-2024", 2024, -1m, "2025-01-01");
        var report = (await bureau.PostAsync(Path, new JsonObject { ["items"] = new JsonArray(first, broken, "x", Grid("EF-GRID-130000-2023", 2023, 0.1m, "2025-12-31")) })).Expect(200);
        Assert.Equal(["accepted", "refused", "refused", "refused"], report.Json["rows"]!.AsArray().Select(r => r!["outcome"]!.GetValue<string>()));
        Assert.Equal([null, "factor.value_out_of_range", "factor.no_row", "factor.would_edit"], report.Json["rows"]!.AsArray().Select(r => r!["code"]?.GetValue<string>()));
        Assert.All(report.Json["rows"]!.AsArray().Skip(1), r => Assert.False(string.IsNullOrWhiteSpace(r!["detail"]!.GetValue<string>())));

        var again = (await bureau.PostAsync(Path, new JsonObject { ["items"] = new JsonArray(first.DeepClone()) })).Expect(200);
        Assert.Equal(1m, again.Num("unchanged"));
        Assert.Equal(report.Num("version"), again.Num("version"));
    }

    [Fact]
    public async Task A_csv_says_the_same_as_json()
    {
        var series = NewSeries();
        var csv = "\uFEFFid,kind,name,value,unit,quantityUnit,dataYear,publishedOn,status,confirm,source,illustrative\r\n"
            + $"{series}-2023,gridElectricity,\"电网，\"\"甲\"\"\",0.6,tCO2/MWh,MWh,2023,2025-01-01,memory,true,made for a test,*\r\n";
        var report = (await app.AsOperator().PostRawAsync(Path, csv, "text/csv")).Expect(200);
        Assert.Equal("accepted", report.Str("rows.0.outcome"));
        var rows = (await app.AsBank(Guid.CreateVersion7()).GetAsync("reference/emission-factors?kind=gridElectricity&limit=200")).Expect(200);
        var row = rows.Json["items"]!.AsArray().Single(r => r!["id"]!.GetValue<string>() == $"{series}-2023")!;
        Assert.Equal(("电网，\"甲\"", 1, true), (row["name"]!.GetValue<string>(), row["version"]!.GetValue<int>(), row["confirm"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("id,nonsense\r\nX,1\r\n", "csv.column_unknown", "nonsense")]
    [InlineData("id,id\r\nX,1\r\n", "csv.column_repeated", "$")]
    [InlineData("id,name\r\nX\r\n", "csv.wrong_width", "$")]
    [InlineData("id,name\r\n\"X,1\r\n", "csv.unreadable", "$")]
    [InlineData("", "body.missing", "$")]
    public async Task A_csv_that_is_none_is_refused(string csv, string code, string field) =>
        (await app.AsBureau().PostRawAsync(Path, csv, "text/csv")).ExpectFlaw(field, code);

    [Fact]
    public async Task Only_a_bureau_and_the_operator_import()
    {
        var body = new JsonObject { ["items"] = new JsonArray(Grid($"{NewSeries()}-2023", 2023, 0.6m, "2025-01-01")) };
        foreach (var client in new[] { app.AsEnterprise(Guid.CreateVersion7()), app.AsBank(Guid.CreateVersion7()) })
            (await client.PostAsync(Path, body)).ExpectProblem(403, "http.forbidden");
        (await app.Anonymous().PostAsync(Path, body)).ExpectProblem(401, "http.unauthorized");
        (await app.AsBureau().PostRawAsync(Path, "{}")).ExpectFlaw("items", "field.missing");
        (await app.AsBureau().PostRawAsync(Path, "[")).ExpectFlaw("$", "body.not_json");
        (await app.AsBureau().PostRawAsync(Path, "[]")).ExpectFlaw("items", "list.wrong_length");
        (await app.AsBureau().PostRawAsync(Path, "[]", "text/plain")).ExpectProblem(415, "http.unsupported_media_type");
    }

    [Fact]
    public async Task The_same_key_gets_the_first_report_again()
    {
        var body = new JsonObject { ["items"] = new JsonArray(Grid($"{NewSeries()}-2023", 2023, 0.6m, "2025-01-01")) };
        var first = (await app.AsBureau().PostAsync(Path, body, key: "import-1")).Expect(200);
        var second = (await app.AsBureau().PostAsync(Path, body, key: "import-1")).Expect(200);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task A_newer_row_stands_beside_the_figure_and_never_in_its_place()
    {
        var series = NewSeries();
        var bureau = app.AsBureau();
        (await bureau.PostAsync(Path, new JsonObject { ["items"] = new JsonArray(Grid($"{series}-2023", 2023, 0.6m, "2025-01-01")) })).Expect(200);
        var own = await new Scenario(app).EnterpriseAsync();
        var address = await own.SubmittedAsync(ProjectSheets.Sheet().With("reductionInputs", new[] { new { factorId = $"{series}-2023", quantity = 170_000m, unit = "MWh" } }));
        var before = (await own.GetAsync($"{address}/reduction")).Expect(200);
        Assert.Equal(102_000m, before.Num("totalTco2ePerYear"));
        Assert.Null(before["newer"]);

        var published = app.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        (await bureau.PostAsync(Path, new JsonObject { ["items"] = new JsonArray(Grid($"{series}-2024", 2024, 0.5m, published)) })).Expect(200);
        var after = (await own.GetAsync($"{address}/reduction")).Expect(200);
        Assert.Equal((102_000m, 85_000m, -17_000m), (after.Num("totalTco2ePerYear"), after.Num("newer.totalTco2ePerYear"), after.Num("newer.differenceTco2ePerYear")));
        Assert.Equal((0.6m, 0.5m, $"{series}-2024"), (after.Num("newer.lines.0.factorTco2ePerUnit"), after.Num("newer.lines.0.newerFactorTco2ePerUnit"), after.Str("newer.lines.0.newerFactorId")));
        Assert.Equal(102_000m, (await own.GetAsync(address)).Expect(200).Num("reductionTco2ePerYear"));

        var affected = (await bureau.GetAsync($"projects/affected-estimates?factorId={series}-2023")).Expect(200);
        Assert.Equal((1, 85_000m), (affected.Count(), affected.Num("items.0.newer.totalTco2ePerYear")));
        Assert.Equal(0, (await app.AsBureau("130100").GetAsync($"projects/affected-estimates?factorId={series}-2023")).Expect(200).Count());
        Assert.Equal(1, (await own.GetAsync("projects/affected-estimates")).Expect(200).Count());
        (await app.AsBank(Guid.CreateVersion7()).GetAsync("projects/affected-estimates")).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_break()
    {
        var seeds = new[]
        {
            "{\"items\":[{\"id\":\"EF-A\",\"kind\":\"fuel\",\"value\":1e999}]}", "[[[[]]]]", "id,kind\r\n\"a\"\"\",\u0000\r\n", "[{\"id\":{\"a\":1}}]", "{\"items\":[null,1,\"\\ud800\"]}",
            "id,value,unit,name,source,status,confirm,kind\r\nX,0.5,t,n,s,memory,true,process\r\n",
        };
        var some = from seed in Gen.Elements(seeds)
                   from at in Gen.Choose(0, 200)
                   from put in Gen.Elements("\"", ",", "\n", "{", "]", "9", "\u0000", "电", "\\", "-")
                   select seed.Insert(Math.Min(at, seed.Length), put);
        var bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(some.ToArbitrary(), text => Told(Encoding.UTF8.GetBytes(text))));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(bytes.ToArbitrary(), Told));

        static bool Told(byte[] file)
        {
            foreach (var csv in new[] { true, false })
            {
                var read = FactorFile.Read(file, csv);
                if ((read.Flaws.Count == 0) != (read.Rows.Count > 0)) return false;
                var judged = FactorBook.Initial.Judge(new ImportFactors(read.Sha256, read.Rows, []));
                if (judged.Any(l => (l.Outcome == ImportOutcome.Refused) != (l.Reason is not null))) return false;
            }

            return true;
        }
    }

    [Fact]
    public async Task Whatever_file_comes_in_over_http_is_answered_and_a_refusal_stores_nothing()
    {
        var (bureau, book) = (app.AsBureau(), await BookAsync());
        var serials = Gen.Choose(0, 3);
        var row = from own in serials
                  from column in Gen.Choose(0, 11)
                  from put in Gen.Elements("", "-1", "1e400", "NaN", "=1+1", "电\"网", "2099-13-41", "null", "9999999999999999999999999999999", "{}", "a,b", "\u0000", "true", " ")
                  select (Serial: own, Column: column, Put: put);
        var json = Gen.Elements("{", "}", "[", "]", "\"", ",", ":", "null", "1e999", "\\u0000", "\ud83d", "items", "fuel").ArrayOf();
        var bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();
        var accepted = 0;
        foreach (var (serialOf, column, put) in Gen.Sample(row, 60))
        {
            string[] cells = [$"EF-GRID-FUZZ{serialOf}-2023", "gridElectricity", "电网", "0.6", "tCO2/MWh", "MWh", "2023", "2025-01-01", "memory", "true", "made for a test", "*"];
            cells[column] = put;
            var csv = "id,kind,name,value,unit,quantityUnit,dataYear,publishedOn,status,confirm,source,illustrative\r\n"
                + string.Join(',', cells.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n";
            accepted += await SendAsync(Encoding.UTF8.GetBytes(csv), "text/csv");
        }

        foreach (var pieces in Gen.Sample(json, 40)) accepted += await SendAsync(Encoding.UTF8.GetBytes(string.Concat(pieces)), "application/json");
        foreach (var noise in Gen.Sample(bytes, 40)) accepted += await SendAsync(noise, noise.Length % 2 == 0 ? "text/csv" : "application/json");
        Assert.True(accepted > 0, "Nothing was mutated into a row that holds: the fuzz is too coarse to mean anything.");

        async Task<int> SendAsync(byte[] file, string type)
        {
            var content = new ByteArrayContent(file);
            content.Headers.ContentType = new(type);
            var answer = await bureau.SendAsync(HttpMethod.Post, Path, content);
            Assert.True(answer.Status is 200 or (>= 400 and < 500), $"{answer.Status}: {Convert.ToBase64String(file)}");
            var before = book;
            book = await BookAsync();
            if (answer.Status != 200)
            {
                Assert.Equal("application/problem+json", answer.MediaType);
                Assert.Equal(before, book);
                return 0;
            }

            var taken = (int)answer.Num("accepted");
            Assert.Equal(answer.Count("rows"), taken + (int)answer.Num("unchanged") + (int)answer.Num("refused"));
            Assert.Equal(before.Rows + taken, book.Rows);
            Assert.Equal(before.Events + (taken > 0 ? 1 : 0), book.Events);
            return taken;
        }
    }

    /// <summary>How many events the book has, and how many rows are in the table.</summary>
    private async Task<(long Events, int Rows)> BookAsync()
    {
        var events = await app.Services.GetRequiredService<IEventStore>().QueryAsync(
            new Sql("select count(*) from mt_events where stream_id = $1", FactorBook.StreamId), row => row.GetInt64(0), TestContext.Current.CancellationToken);
        return (events[0], app.Services.GetRequiredService<FactorShelf>().Rows.Count);
    }
}
