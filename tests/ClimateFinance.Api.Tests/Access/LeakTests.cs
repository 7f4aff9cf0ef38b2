using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Contract;
using ClimateFinance.Api.Tests.Inbox;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>
/// Nothing of the rival's offer reaches anybody who is no party to it and does not oversee it, by whichever way: lists, counts, exports,
/// timelines, filters, cursors, keys, problems, events, figures of few.
/// </summary>
public sealed class LeakTests(AccessMarket market) : IClassFixture<AccessMarket>
{
    private static readonly string[] Strangers = ["anonymous", "otherEnterprise", "newEnterprise", "bank", "stranger", "newBank", "awayBureau", "operator"];

    private static readonly ContractDocument Contract = new(JsonNode.Parse(File.ReadAllText(ContractFolder.File("climate-finance.v1.json")))!.AsObject());

    [Fact]
    public async Task No_figure_and_no_word_of_an_offer_reaches_anybody_who_is_no_party_to_it()
    {
        using var walk = new MarketWalk(market, Contract);
        var (own, worlds) = (market.RivalDeal.Id.ToString(), await WorldsAsync());

        // First that the walk would find them: the parties and the bureau do.
        foreach (var party in new[] { "rival", "enterprise", "bureau", "province" })
        {
            var found = await walk.AsAsync(party, worlds);
            foreach (var marker in AccessMarket.Markers.Where(m => party != "enterprise" || m != "476543211"))
                Assert.Contains(found, seen => seen.Text.Contains(marker, StringComparison.Ordinal));
            foreach (var form in new[] { "csv", "xlsx" }) Assert.Contains(found, seen => seen.Address.EndsWith($"deals/export?format={form}", StringComparison.Ordinal) && seen.Text.Contains("23456789", StringComparison.Ordinal));
            if (party == "enterprise") Assert.DoesNotContain(found, seen => seen.Text.Contains("476543211", StringComparison.Ordinal));
        }

        var leaks = new List<string>();
        foreach (var caller in Strangers)
        {
            foreach (var seen in await walk.AsAsync(caller, worlds))
            {
                Assert.True(seen.Status is 200 or 400 or 401 or 403 or 404 or 409, $"{seen.Caller} {seen.Address}: {seen.Status}");
                leaks.AddRange(AccessMarket.Markers.Where(marker => seen.Text.Contains(marker, StringComparison.Ordinal)).Select(marker => $"{caller} {seen.Address}: {marker}"));
                if (seen.Whole.Contains(own, StringComparison.Ordinal)) leaks.Add($"{caller} {seen.Address}: the deal's id");
            }
        }

        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    [Theory]
    [InlineData("bank")]
    [InlineData("stranger")]
    [InlineData("otherEnterprise")]
    public async Task A_filter_by_a_rivals_id_says_what_a_filter_by_no_id_says(string caller)
    {
        var officer = (await market["rival"].GetAsync($"banks/{market["rival"].Organisation}/officers")).Expect(200).Id("items.0.personId");
        var pairing = (await market["rival"].GetAsync($"pairings?needId={market.Id("need")}")).Id("items.0.pairingId");
        Assert.NotEqual(Guid.Empty, pairing);
        foreach (var (list, filter, id) in new[]
                 {
                     ("deals", "productId", market.RivalProduct), ("deals", "officerId", officer), ("pairings", "productId", market.RivalProduct), ("deals/export", "productId", market.RivalProduct),
                 })
        {
            // The other enterprise has a deal of its own under the rival's product: nothing but that one may show.
            var (asked, nobodys) = (await market[caller].GetAsync($"{list}?{filter}={id}"), await market[caller].GetAsync($"{list}?{filter}={Guid.CreateVersion7()}"));
            if (caller != "otherEnterprise") Assert.Equal(nobodys.Expect(200).Text, asked.Expect(200).Text);
            Assert.DoesNotContain(market.RivalDeal.Id.ToString(), asked.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(pairing.ToString(), asked.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cursor_that_another_caller_was_given_leads_through_ones_own_rows_only()
    {
        var (rival, bank) = (market["rival"], market["bank"]);
        var given = (await rival.GetAsync("deals?limit=1")).Expect(200).Str("nextCursor");
        var led = (await bank.GetAsync($"deals?limit=1&cursor={given}")).Expect(200);
        var own = (await bank.GetAsync("deals")).Expect(200).Json["items"]!.AsArray().Select(row => row!["dealId"]!.GetValue<Guid>()).ToArray();
        Assert.All(led.Json["items"]!.AsArray(), row => Assert.Contains(row!["dealId"]!.GetValue<Guid>(), own));
        (await bank.GetAsync($"pairings?limit=1&cursor={given}")).ExpectFlaw("cursor", "cursor.invalid");
    }

    [Fact]
    public async Task A_key_that_another_caller_used_is_another_key()
    {
        const string key = "one-key-for-two";
        var first = await market["rival"].PostAsync($"{market.RivalDeal.Path}/notes", new { words = "一" }, (await market["rival"].GetAsync(market.RivalDeal.Path)).ETag, key);
        first.Expect(200);
        (await market["bank"].PostAsync($"{market.RivalDeal.Path}/notes", new { words = "一" }, first.ETag, key)).ExpectProblem(404, "deal.unknown");
        (await market["enterprise"].PostAsync($"{market.RivalDeal.Path}/notes", new { words = "二" }, "\"1\"", key)).ExpectProblem(412, "etag.stale");
        var own = await market["bank"].PostAsync($"{market.Deal.Path}/notes", new { words = "二" }, (await market["bank"].GetAsync(market.Deal.Path)).ETag, key);
        Assert.False(own.Expect(200).Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(market.Deal.Id, own.Id("dealId"));
    }

    [Fact]
    public async Task No_event_of_a_rivals_deal_comes_down_ones_line_not_even_when_one_asks_for_all_of_the_past()
    {
        var callers = new[] { "bank", "stranger", "otherEnterprise" };
        var lines = new List<LiveLine>();
        foreach (var caller in callers) lines.Add(await LiveLine.OpenAsync(market.App, market[caller], "inbox/events", last: "0"));
        lines.Add(await LiveLine.OpenAsync(market.App, market["awayBureau"], "oversight/board/events", last: "0"));
        await using var rivals = await LiveLine.OpenAsync(market.App, market["rival"], "inbox/events");
        (await market.RivalDeal.ByEnterpriseAsync("notes", new { words = "请尽快" })).Expect(200);
        Assert.Equal(market.RivalDeal.Id, (await rivals.NextAsync())["id"]!.GetValue<Guid>());

        // What happens last is the bank's own: with it all before it has come down too.
        (await market.Deal.ByEnterpriseAsync("notes", new { words = "最后" })).Expect(200);
        var seen = new List<JsonNode>();
        do seen.Add(await lines[0].NextAsync());
        while (seen[^1]["id"]!.GetValue<Guid>() != market.Deal.Id || seen[^1]["by"]!.GetValue<string>() != "enterprise" || seen[^1]["fact"]!.GetValue<string>() != "deal_noted_v1");
        while (lines.Sum(line => line.Waiting) > 0)
        {
            foreach (var line in lines.Where(line => line.Waiting > 0)) seen.Add(await line.NextAsync());
        }

        foreach (var line in lines) await line.DisposeAsync();
        var pairings = (await market["rival"].GetAsync("pairings?limit=200")).Expect(200).Json["items"]!.AsArray()
            .Where(row => row!["needId"]!.GetValue<Guid>() != market.OtherDeal.Need).Select(row => row!["pairingId"]!.GetValue<Guid>());
        Assert.NotEmpty(seen);
        Assert.Empty(seen.Select(one => one["id"]!.GetValue<Guid>()).Intersect([market.RivalDeal.Id, .. pairings]));
    }

    [Fact]
    public async Task A_bank_that_lends_beside_another_cannot_work_out_what_the_other_has_out()
    {
        var period = $"from={market.App.Today:yyyy-MM-dd}&to={market.App.Today:yyyy-MM-dd}";
        await market.RivalDeal.Bank.GetAsync("inbox");
        (await market.Deal.ByEnterpriseAsync("drawdowns/1/answer", new { confirmed = true })).Expect(200);
        var path = $"projects/{market.Id("project")}/attribution?{period}";
        Assert.Equal(5m, (await market["bank"].GetAsync(path)).Expect(200).Num("attributedPercent"));
        Assert.Equal(5m, (await market["enterprise"].GetAsync(path)).Expect(200).Num("attributedPercent"));

        // The rival has nothing out yet: the whole that it is shown is its own nothing, not the bank's five percent.
        var rivals = (await market["rival"].GetAsync(path)).Expect(200);
        Assert.Equal((0, 0m, 0m), (rivals.Count("shares"), rivals.Num("attributedPercent"), rivals.Num("attributedTco2e")));
    }

    [Fact]
    public async Task What_the_bureau_reads_of_a_deal_is_kept_for_its_parties_to_see()
    {
        var bureau = market["bureau"];
        foreach (var (path, what, detail) in new[]
                 {
                     ($"{market.Deal.Path}/rate-step", "deal", "rate-step"), (market.Deal.Path, "deal", null), ($"{market.Deal.Path}/timeline", "timeline", null),
                     ($"{market.Deal.Path}/offers/1/schedule", "schedule", null), ($"needs/{market.Deal.Need}/offers", "comparison", null), ("deals", "list", null), ("deals/export", "export", null),
                     ($"evidence/deals/{market.Deal.Id}/pack", "pack", null), ("oversight/reports/2026-12", "report", (string?)"2026-12 json"),
                 })
        {
            await market.SettledAsync();
            (await bureau.GetAsync(path)).Expect(200);
            var newest = (await market["bank"].GetAsync($"{market.Deal.Path}/looks?limit=1")).Expect(200);
            Assert.Equal((what, detail), (newest.Str("items.0.what"), newest["items.0.detail"]?.GetValue<string>()));
        }
    }

    [Fact]
    public async Task A_bureau_elsewhere_learns_no_enterprises_name_by_writing_down_its_id()
    {
        var (away, enterprise) = (market["awayBureau"], market["enterprise"].Organisation);
        var name = (await market["bureau"].GetAsync($"enterprises/{enterprise}")).Expect(200).Str("name");
        var plan = new { title = "对接会", on = market.App.Today, place = "石家庄", region = "130100", organisers = new[] { "局" }, supporters = Array.Empty<string>() };
        var meeting = $"meetings/{(await away.PostAsync("meetings", plan)).Expect(201).Id("meetingId")}";
        await away.MoveAsync(meeting, "invitations", new { side = "enterprise", organisationId = enterprise });
        (await away.MoveAsync(meeting, "holding", new { heldOn = market.App.Today })).Expect(200);
        (await away.MoveAsync(meeting, "attendance", new { side = "enterprise", organisationId = enterprise, topics = Array.Empty<string>() })).Expect(200);
        var seen = (await away.GetAsync(meeting)).Expect(200);
        Assert.Equal(enterprise, seen.Id("attendance.0.organisationId"));
        Assert.DoesNotContain(name, seen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_of_fewer_than_three_parties_are_nobodys_to_read()
    {
        foreach (var caller in new[] { "bank", "otherEnterprise", "operator", "awayBureau" })
        {
            var statistics = (await market[caller].GetAsync("statistics")).Expect(200);
            var cells = Lines(statistics).SelectMany(line => line["figures"]!.AsArray()).ToArray();
            Assert.NotEmpty(cells);
            Assert.All(cells, cell => Assert.True(cell!["deals"] is null || cell["deals"]!.GetValue<long>() == 0, statistics.Text));
            Assert.All(cells, cell => Assert.True(cell!["amountCny"] is null || cell["amountCny"]!.GetValue<decimal>() == 0m, statistics.Text));
        }

        static IEnumerable<JsonNode> Lines(ApiAnswer statistics) =>
            new[] { statistics.Json["total"]! }.Concat(new[] { "byIndustry", "byRegion", "byYear" }.SelectMany(by => statistics.Json[by]!.AsArray().Select(line => line!)));
    }

    /// <summary>The ids that fill addresses: those of the deal in hand, and those of the rival's.</summary>
    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> WorldsAsync()
    {
        var own = new[] { "dealId", "needId", "productId", "projectId", "pairingId", "enterpriseId", "bankId", "meetingId", "roundId", "userId", "personId", "invitationId", "sessionId", "clientId", "secretId", "rebuildId", "documentId", "number", "year", "quarter", "period", "sequence", "size" }
            .ToDictionary(name => name, market.Default, StringComparer.Ordinal);
        own["officerId"] = market.Subject("officer").Value;
        own["organisationId"] = own["bankId"];
        var rival = new Dictionary<string, string>(own, StringComparer.Ordinal)
        {
            ["dealId"] = market.RivalDeal.Id.ToString(),
            ["documentId"] = market.RivalDocument.ToString(),
            ["productId"] = market.RivalProduct.ToString(),
            ["bankId"] = market["rival"].Organisation.ToString(),
            ["organisationId"] = market["rival"].Organisation.ToString(),
            ["pairingId"] = (await market["rival"].GetAsync($"pairings?needId={market.Id("need")}")).Id("items.0.pairingId").ToString(),
            ["officerId"] = (await market["rival"].GetAsync($"banks/{market["rival"].Organisation}/officers")).Id("items.0.personId").ToString(),
        };
        rival["personId"] = rival["officerId"];
        return [own, rival];
    }
}
