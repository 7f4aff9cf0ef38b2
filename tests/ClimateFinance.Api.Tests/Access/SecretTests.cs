using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClimateFinance.Api.Tests.Contract;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>
/// What is not one's to know cannot be told from what never was: wherever the matrix says 404 the answer is the same to the byte, headers and
/// all, whatever preconditions, keys and bodies come along.
/// </summary>
public sealed partial class SecretTests(AccessMarket market) : IClassFixture<AccessMarket>
{
    private const string OwnersKey = "the-owners-key";

    private static readonly ContractDocument Contract = new(JsonNode.Parse(File.ReadAllText(ContractFolder.File("climate-finance.v1.json")))!.AsObject());

    [Fact]
    public async Task A_secret_answers_in_the_very_bytes_of_an_id_that_never_was()
    {
        var calls = new AccessCalls(market, Contract);
        (await market["bank"].PostAsync($"{market.Deal.Path}/notes", new { words = "记录" }, (await market["bank"].GetAsync(market.Deal.Path)).ETag, OwnersKey)).Expect(200);
        var (asked, faults) = (0, new List<string>());
        foreach (var line in AccessMatrix.Load().Lines.Where(calls.Names))
        {
            foreach (var caller in line.Cells.Where(c => c.Value.Secret).Select(c => c.Key))
            {
                foreach (var (name, headers) in Variants(await TagAsync(calls, line)))
                {
                    asked++;
                    var absent = Guid.CreateVersion7().ToString();
                    var (hidden, never) = (await calls.SendAsync(line, caller, headers), await calls.SendAsync(line, caller, headers, absent));
                    var (one, other) = (Shape(hidden, market.Subject(line.Subject).Value), Shape(never, absent));
                    if (hidden.Status != 404 || one != other) faults.Add($"{line} by {caller} with {name}:\n{one}\n{other}");
                }
            }
        }

        Assert.True(asked > 1000, $"Only {asked} were asked.");
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("newBank")]
    [InlineData("awayBureau")]
    public async Task A_hidden_need_in_a_body_is_as_unknown_as_none(string caller)
    {
        foreach (var product in new[] { market.Deal.Product, market.StrangerProduct, Guid.CreateVersion7() })
        {
            var (need, absent) = (market.Id("need"), Guid.CreateVersion7());
            var hidden = (await market[caller].PostAsync("pairings", new { needId = need, productId = product })).ExpectProblem(404, "need.unknown");
            Assert.Equal(Shape(await market[caller].PostAsync("pairings", new { needId = absent, productId = product }), $"{absent}"), Shape(hidden, $"{need}"));
        }
    }

    [Fact]
    public async Task A_bureau_records_no_intention_on_a_need_of_another_region_and_does_not_learn_of_it()
    {
        var away = market["awayBureau"];
        var plan = new { title = "对接会", on = market.App.Today, place = "石家庄", region = "130100", organisers = new[] { "局" }, supporters = Array.Empty<string>() };
        var meeting = $"meetings/{(await away.PostAsync("meetings", plan)).Expect(201).Id("meetingId")}";
        (await away.MoveAsync(meeting, "holding", new { heldOn = market.App.Today })).Expect(200);
        var (need, absent) = (market.Id("need"), Guid.CreateVersion7());
        var hidden = (await away.MoveAsync(meeting, "intentions", new { needId = need, productId = market.StrangerProduct })).ExpectProblem(404, "need.unknown");
        Assert.Equal(Shape(await away.MoveAsync(meeting, "intentions", new { needId = absent, productId = market.StrangerProduct }), $"{absent}"), Shape(hidden, $"{need}"));
    }

    [Fact]
    public async Task Another_banks_officer_is_as_unknown_as_none()
    {
        var rivals = (await market["rival"].PostAsync($"banks/{market["rival"].Organisation}/officers", new { name = "赵某", position = "客户经理" })).Expect(201).Id("personId");
        var absent = Guid.CreateVersion7();
        object Visit(Guid officer) => new { officerId = officer, visitedOn = market.App.Today, record = "走访" };
        var hidden = (await market.Deal.ByBankAsync("visits", Visit(rivals))).ExpectProblem(409, "contact.officer_unknown");
        Assert.Equal(Shape(await market.Deal.ByBankAsync("visits", Visit(absent)), $"{absent}"), Shape(hidden, $"{rivals}"));
    }

    [Fact]
    public async Task A_draft_that_names_anothers_project_shows_nothing_of_it_and_comes_to_no_market()
    {
        var other = market["otherEnterprise"];
        var (project, absent) = (market.Id("project"), Guid.CreateVersion7());
        var title = (await market["enterprise"].GetAsync($"projects/{project}")).Str("sheet.title");
        var scenario = new Scenario(market.App);
        var (named, nameless) = (await scenario.NeedAsync(other, project, published: false), await scenario.NeedAsync(other, absent, published: false));
        var hidden = (await other.GetAsync($"needs/{named}")).Expect(200);
        Assert.DoesNotContain(title, hidden.Text, StringComparison.Ordinal);
        Assert.Null(hidden["technology"]);
        Assert.Null(hidden["reductionTco2ePerYear"]);
        Assert.False(hidden["admitted"]!.GetValue<bool>());
        Assert.Equal(
            Shape(await other.MoveAsync($"needs/{nameless}", "publication"), $"{absent}"), Shape((await other.MoveAsync($"needs/{named}", "publication")).ExpectProblem(409, "need.project_unknown"), $"{project}"));
    }

    /// <summary>Everything but the time and the trace, with the id out of it.</summary>
    private static string Shape(ApiAnswer answer, string id)
    {
        var headers = answer.Headers.Where(h => h.Key != "Date").OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
        return $"{answer.Status}\n{string.Join('\n', headers)}\n{Trace().Replace(answer.Text, "\"traceId\":\"\"").Replace(id, "ID", StringComparison.Ordinal)}";
    }

    private static IEnumerable<(string Name, Action<HttpRequestHeaders> Headers)> Variants(string? tag)
    {
        yield return ("nothing", _ => { });
        foreach (var match in new[] { tag ?? "\"1\"", "\"99999\"", "nonsense" }) yield return ($"If-Match {match}", headers => headers.TryAddWithoutValidation("If-Match", match));
        foreach (var match in new[] { tag ?? "\"1\"", "*" }) yield return ($"If-None-Match {match}", headers => headers.TryAddWithoutValidation("If-None-Match", match));
        yield return ("a key of its owner", headers => headers.TryAddWithoutValidation("Idempotency-Key", OwnersKey));
    }

    /// <summary>The tag that the resource really has, as those who may know it see it.</summary>
    private async Task<string?> TagAsync(AccessCalls calls, AccessLine line)
    {
        if (calls.Operation(line).HasHeader("If-Match")) return await calls.VersionAsync(line, "operator");
        if (calls.Operation(line).Method != "GET") return null;
        return (await calls.SendAsync(line, line.Cells.First(c => c.Value.Status == 200).Key, _ => { })).ETag;
    }

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex Trace();
}
