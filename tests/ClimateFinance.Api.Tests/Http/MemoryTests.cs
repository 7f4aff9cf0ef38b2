using System.Security.Claims;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Http;

/// <summary>
/// Two hosts on one database, each of which remembers the deals it wrote itself. Whatever the other did meanwhile, the answer is the one that the facts of
/// the moment give.
/// </summary>
public sealed class MemoryTests(MarketApp app, TestPostgres postgres) : IClassFixture<MarketApp>, IAsyncLifetime
{
    private readonly MarketApp second = new(postgres);
    private DealDesk deal = null!;
    private MarketClient there = null!;
    private MarketClient here = null!;

    public async ValueTask InitializeAsync()
    {
        deal = await (await new Scenario(app).DealAsync()).ToAsync("contacted");
        await second.InitializeOnAsync(app.ConnectionString);
        here = deal.Bank;
        there = second.AsBank(deal.Bank.Organisation);
    }

    public async ValueTask DisposeAsync() => await second.StopAsync();

    [Fact]
    public async Task What_the_other_host_wrote_is_built_upon()
    {
        var version = (await here.GetAsync(deal.Path)).Expect(200).ETag;
        for (var turn = 0; turn < 12; turn++)
        {
            // Two notes in a row on one host, so that the second is decided on what is remembered; then the other host.
            var host = turn / 2 % 2 == 0 ? here : there;
            version = (await host.PostAsync($"{deal.Path}/notes", new { words = $"第 {turn} 次" }, version)).Expect(200).ETag;
        }

        var notes = (await there.GetAsync($"{deal.Path}/timeline")).Expect(200).Text;
        for (var turn = 0; turn < 12; turn++) Assert.Contains($"第 {turn} 次", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_refused_for_what_is_no_longer_so_nor_let_through()
    {
        // This host remembers a deal without a request for papers; the other has made one meanwhile.
        (await deal.ByBankAsync("notes", new { words = "记住" })).Expect(200);
        var asked = (await there.MoveAsync(deal.Path, "documents", new { kinds = new[] { "financialStatements" } })).Expect(200).ETag;
        (await here.PostAsync($"{deal.Path}/documents/1/withdrawal", new { reason = "重复索取" }, asked)).Expect(200);

        // And the other way round: it remembers an open one, which the other has withdrawn.
        (await here.MoveAsync(deal.Path, "documents", new { kinds = new[] { "projectFiling" } })).Expect(200);
        var withdrawn = (await there.MoveAsync(deal.Path, "documents/2/withdrawal", new { reason = "重复索取" })).Expect(200).ETag;
        (await here.PostAsync($"{deal.Path}/documents/2/withdrawal", new { reason = "重复索取" }, withdrawn)).ExpectProblem(409, "documents.withdrawn_already");
    }

    [Fact]
    public async Task A_version_that_only_this_host_still_knows_is_stale()
    {
        var old = (await deal.ByBankAsync("notes", new { words = "记住" })).Expect(200).ETag;
        var now = (await there.PostAsync($"{deal.Path}/notes", new { words = "那边" }, old)).Expect(200).ETag;

        (await here.PostAsync($"{deal.Path}/notes", new { words = "旧版" }, old)).ExpectProblem(412, "etag.stale");
        (await here.PostAsync($"{deal.Path}/notes", new { words = "新版" }, now)).Expect(200);
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_on_either_host()
    {
        var version = (await deal.ByBankAsync("notes", new { words = "记住" })).Expect(200).ETag;
        var first = (await here.PostAsync($"{deal.Path}/notes", new { words = "一次" }, version, "note-once")).Expect(200);
        foreach (var host in new[] { here, there })
        {
            var again = (await host.PostAsync($"{deal.Path}/notes", new { words = "一次" }, version, "note-once")).Expect(200);
            Assert.Equal((first.Text, first.ETag, "true"), (again.Text, again.ETag, again.Headers["Idempotency-Replayed"]));

            // With the newest version the move itself would be decided well; the key says no.
            (await host.PostAsync($"{deal.Path}/notes", new { words = "两次" }, first.ETag, "note-once")).ExpectProblem(422, "idempotency.other_request");
        }
    }

    [Fact]
    public async Task What_a_command_only_reads_comes_from_the_database()
    {
        // Nothing at the commit would notice that a stream which is not appended to has gone on.
        var memory = app.Services.GetRequiredService<StreamMemory>();
        var actual = (await here.GetAsync(deal.Path)).Expect(200).ETag;
        memory.Keep(deal.Id, Deal.Initial, 1);
        Claim[] claims = [new("sub", "operator"), new("role", "operator")];
        await using var scope = app.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity(claims)), RequestServices = scope.ServiceProvider };
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
        var run = scope.ServiceProvider.GetRequiredService<CommandRun>();
        var read = run.Also<Deal>(deal.Id);
        var seen = new List<long>();

        await run.RecordAsync(200, null, _ => seen.Add(read.Version), _ => new { }, TestContext.Current.CancellationToken);

        Assert.Equal(2, seen.Count);
        Assert.Equal(1, seen[0]);
        Assert.StartsWith($"\"{seen[1]}-", actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_writers_on_both_hosts_one_wins_each_version()
    {
        var version = (await deal.ByBankAsync("notes", new { words = "记住" })).Expect(200).ETag;
        for (var turn = 0; turn < 6; turn++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
                writer => (writer % 2 == 0 ? here : there).PostAsync($"{deal.Path}/notes", new { words = $"{turn}/{writer}" }, version, $"race-{turn}-{writer}")));
            var won = Assert.Single(answers, answer => answer.Status == 200);
            Assert.All(answers.Where(answer => answer != won), answer => answer.ExpectProblem(412, "etag.stale"));
            version = won.ETag;
        }
    }
}
