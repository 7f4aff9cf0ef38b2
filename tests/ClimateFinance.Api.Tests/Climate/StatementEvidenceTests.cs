using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Evidence;
using Xunit;

namespace ClimateFinance.Api.Tests.Climate;

/// <summary>A neutrality statement is held against the evidence chain, first in the test and then by the verifier itself, a process that knows no marketplace.</summary>
public sealed class StatementEvidenceTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task The_printed_statement_leads_to_an_event_that_the_verifier_confirms()
    {
        var (meeting, closed) = await ClosedAsync();
        var pack = await PackAsync(app.AsEnterprise(Guid.CreateVersion7()), meeting);
        var statement = (await app.AsOperator().GetAsync($"meetings/{meeting}/carbon-account/statement")).Expect(200);

        // 1. The text is what the digest is over.
        var text = (await app.AsOperator().GetAsync($"meetings/{meeting}/carbon-account/statement?form=canonical")).Expect(200);
        Assert.Equal(("text/plain", statement.Str("canonical")), (text.MediaType, text.Text));
        Assert.Equal(statement.Str("sha256"), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Text))));

        // 2. The event that the statement names holds this digest and stands under a signed checkpoint.
        Assert.Empty(PackVerifier.Faults(pack, pack.Signed.KeyId));
        var last = pack.Events[^1];
        Assert.Equal((statement.Id("evidence.eventId"), (long)statement.Num("evidence.sequence"), (long)statement.Num("evidence.position"), closed), (last.Event!.EventId, last.Event.Sequence, last.Position, last.Version));
        Assert.Equal([(closed, statement.Str("sha256"))], StatedDigests.In(pack));

        // 3. The sheet says all that, and how to do it.
        var html = (await app.AsBureau().GetAsync($"meetings/{meeting}/carbon-account/statement?form=html")).Expect(200);
        Assert.Equal("text/html", html.MediaType);
        foreach (var said in new[] { last.Event.EventId.ToString(), statement.Str("sha256"), statement.Str("evidence.pack"), "如何核验", "How to verify", "未计入", "Not counted", "无此活动", "from memory, confirm" })
            Assert.Contains(said, html.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", html.Text, StringComparison.OrdinalIgnoreCase);

        // 4. The verifier, with nothing but the file and the key.
        var (code, output) = await VerifyAsync(pack, pack.Signed.KeyId.Hex);
        Assert.Equal(0, code);
        Assert.Contains($"Event {closed} states the SHA-256 of a statement: {statement.Str("sha256")}", output, StringComparison.Ordinal);
        Assert.Contains("It holds", output, StringComparison.Ordinal);

        // 5. A digest that somebody else wrote into it is found out.
        var forged = JsonSerializer.Serialize(pack, EvidenceJson.Options).Replace(statement.Str("sha256"), new string('0', 64), StringComparison.Ordinal);
        Assert.Equal(1, (await VerifyAsync(JsonSerializer.Deserialize<EvidencePack>(forged, EvidenceJson.Options)!, pack.Signed.KeyId.Hex)).Code);
    }

    [Fact]
    public async Task Who_counted_is_for_the_bureau_what_was_stated_for_everybody()
    {
        var (meeting, _) = await ClosedAsync();
        var all = await PackAsync(app.AsBureau(), meeting);
        Assert.DoesNotContain(all.Events, e => e.Event is null);
        foreach (var reader in new[] { app.AsBank(Guid.CreateVersion7()), app.AsEnterprise(Guid.CreateVersion7()), app.AsOperator(), app.AsBureau("130100") })
        {
            var seen = await PackAsync(reader, meeting);
            Assert.Equal("carbon_account_closed_v1", Assert.Single(seen.Events, e => e.Event is not null).Event!.Fact);
            Assert.Empty(PackVerifier.Faults(seen, seen.Signed.KeyId));
        }

        (await app.AsBureau().GetAsync($"evidence/carbon-accounts/{Guid.CreateVersion7()}/pack")).ExpectProblem(404, "carbon_account.unknown");
        (await app.Anonymous().GetAsync($"evidence/carbon-accounts/{meeting}/pack")).Expect(401);
        (await app.AsBureau().GetAsync($"meetings/{meeting}/carbon-account/statement?form=pdf")).Expect(400);
    }

    private async Task<(Guid Meeting, long Version)> ClosedAsync()
    {
        var bureau = app.AsBureau();
        var planned = await bureau.PostAsync("meetings", new { title = "对接会", on = app.Today, place = "邯郸", region = "130400", organisers = new[] { "局" }, supporters = Array.Empty<string>(), illustrative = true });
        var meeting = planned.Expect(201).Id("meetingId");
        var path = $"meetings/{meeting}/carbon-account";
        (await bureau.PostAsync(path)).Expect(201);
        var stated = new { value = 0.00003m, unit = "pkm", source = "made for a test", quality = "memory", uncertaintyPercent = 30m };
        (await bureau.MoveAsync(path, "activities", new { phase = "holding", source = "transport", words = "高铁", quantity = 10_000m, unit = "pkm", basis = "estimated", factor = stated })).Expect(200);
        foreach (var open in (await bureau.GetAsync(path)).Expect(200).Json["openSources"]!.AsArray())
            (await bureau.MoveAsync(path, "exclusions", new { phase = open!["phase"]!.GetValue<string>(), source = open["source"]!.GetValue<string>(), reason = "无此活动" })).Expect(200);
        return (meeting, (long)(await bureau.MoveAsync(path, "closure")).Expect(200).Num("version"));
    }

    /// <summary>Asks until the evidence has taken the account in: it follows the commit within a second.</summary>
    private static async Task<EvidencePack> PackAsync(MarketClient reader, Guid meeting)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            var answer = await reader.GetAsync($"evidence/carbon-accounts/{meeting}/pack");
            if (answer.Status == 200) return JsonSerializer.Deserialize<EvidencePack>(answer.Text, EvidenceJson.Options)!;
            answer.ExpectProblem(409, "evidence.not_yet");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("The evidence did not take the account in within ten seconds.");
    }

    private static async Task<(int Code, string Output)> VerifyAsync(EvidencePack pack, string key)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(pack, EvidenceJson.Options), TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ClimateFinance.Verifier.dll"), file, key]) { RedirectStandardOutput = true };
            using var verifier = Process.Start(start)!;
            var output = await verifier.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await verifier.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (verifier.ExitCode, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
