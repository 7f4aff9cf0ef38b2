using System.Diagnostics;
using System.Text.Json;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.TestKit;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Evidence;

/// <summary>What happened can be proven; and whoever rewrites it is found out.</summary>
public sealed class EvidenceTests(TestPostgres postgres) : IAsyncLifetime
{
    private MarketApp app = null!;
    private Scenario market = null!;

    public async ValueTask InitializeAsync()
    {
        app = await MarketApp.StartAsync(postgres);
        market = new Scenario(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_deals_pack_is_checked_without_the_marketplace_by_each_of_its_parties()
    {
        var deal = await market.DealAsync();
        await deal.ToAsync("contacted");
        (await deal.ByBankAsync("documents", new { kinds = new[] { "能耗审计报告" } })).Expect(200);
        var document = new { kind = "能耗审计报告", name = "audit.pdf", sha256 = new string('b', 64) };
        (await deal.ByEnterpriseAsync("documents/1/provision", new { documents = new[] { document } })).Expect(200);
        (await deal.ByBankAsync("due-diligence", new { conclusion = "favourable", words = "可行" })).Expect(200);
        (await deal.ByBankAsync("offers", deal.Offer())).Expect(200);
        await TakenInAsync();

        foreach (var reader in new[] { deal.Bank, deal.Enterprise, app.AsBureau() })
        {
            var pack = await PackAsync(reader, deal.Id);
            Assert.Empty(PackVerifier.Faults(pack, pack.Signed.KeyId));
            Assert.Contains(pack.Documents, d => d is { Name: "audit.pdf", Version: > 1 });
            Assert.Contains(pack.Events, e => e.Event is { Fact: "offer_made_v1" } offer && offer.Data.GetRawText().Contains("40000000", StringComparison.Ordinal));
        }

        var theirs = await PackAsync(deal.Bank, deal.Id);
        var ours = await PackAsync(deal.Enterprise, deal.Id);
        Assert.DoesNotContain(theirs.Events, e => e.Event is null);
        Assert.Contains(theirs.Events, e => e.Event!.Fact == "quota_hold_changed_v1");
        Assert.DoesNotContain(ours.Events, e => e.Event is { Fact: "quota_hold_changed_v1" });
        Assert.Contains(ours.Events, e => e.Event is null);
    }

    [Fact]
    public async Task A_document_that_somebody_kept_is_held_to_the_pack_offline()
    {
        var deal = await market.DealAsync();
        var content = Papers.PdfOf("审计报告", bytes: 70_000);
        (await deal.Enterprise.FileAsync(deal.Path, content)).Expect(201);
        await TakenInAsync();
        var pack = await PackAsync(deal.Bank, deal.Id);
        Assert.Contains(pack.Documents, d => d is { Name: "审计报告.pdf", Kind: "financialStatements" } && d.Sha256 == Papers.Hex(content));

        var folder = Directory.CreateTempSubdirectory("climate-finance-test-").FullName;
        var (file, other) = (Path.Combine(folder, "kept.pdf"), Path.Combine(folder, "other.pdf"));
        await File.WriteAllTextAsync(Path.Combine(folder, "pack.json"), JsonSerializer.Serialize(pack, EvidenceJson.Options), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(other, content[..^1], TestContext.Current.CancellationToken);
        var (held, said) = await VerifyAsync("--document", file);
        var (broken, told) = await VerifyAsync("--document", file, "--document", other);
        Directory.Delete(folder, recursive: true);
        Assert.True(held == 0 && said.Contains("kept.pdf is '审计报告.pdf' (financialStatements)", StringComparison.Ordinal), said);
        Assert.True(broken == 1 && told.Contains("other.pdf is none of the documents", StringComparison.Ordinal), told);

        async Task<(int Code, string Output)> VerifyAsync(params string[] documents)
        {
            string[] arguments = [Path.Combine(AppContext.BaseDirectory, "ClimateFinance.Verifier.dll"), Path.Combine(folder, "pack.json"), pack.Signed.KeyId.Hex, .. documents];
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
            using var verifier = Process.Start(start)!;
            var output = await verifier.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await verifier.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (verifier.ExitCode, output);
        }
    }

    [Fact]
    public async Task Nobody_else_has_a_deals_pack_or_learns_that_there_is_one()
    {
        var deal = await market.DealAsync();
        await TakenInAsync();
        var path = $"evidence/deals/{deal.Id}/pack";

        (await (await market.BankAsync()).GetAsync(path)).ExpectProblem(404, "deal.unknown");
        (await (await market.EnterpriseAsync()).GetAsync(path)).ExpectProblem(404, "deal.unknown");
        (await app.AsBureau("140000").GetAsync(path)).ExpectProblem(404, "deal.unknown");
        (await app.AsOperator().GetAsync(path)).Expect(403);
        (await app.Anonymous().GetAsync(path)).Expect(401);
        (await deal.Bank.GetAsync("evidence/1/proof")).Expect(403);
        (await deal.Enterprise.GetAsync("evidence/audit")).Expect(403);
    }

    [Fact]
    public async Task Any_event_is_proven_under_a_checkpoint_that_continues_every_earlier_one()
    {
        await market.EnterpriseAsync();
        await TakenInAsync();
        var early = await CheckpointAsync();
        await market.DealAsync();
        await TakenInAsync();
        var late = await CheckpointAsync();

        Assert.True(late.IsSigned());
        Assert.Equal(early.KeyId, late.KeyId);
        Assert.True(late.Checkpoint.Size > early.Checkpoint.Size);
        var again = (await app.AsOperator().GetAsync($"evidence/checkpoint?size={early.Checkpoint.Size}")).Expect(200);
        Assert.Equal(early.Signature, again.Str("signature"));

        var link = (await AnyBank().GetAsync($"evidence/consistency?earlier={early.Checkpoint.Size}&later={late.Checkpoint.Size}")).Expect(200);
        Assert.True(MerkleProof.Continues(early.Checkpoint.Size, early.Checkpoint.Root, late.Checkpoint.Size, late.Checkpoint.Root, Digests(link, "proof")));

        var proof = (await app.AsBureau().GetAsync($"evidence/{late.Checkpoint.LastSequence}/proof")).Expect(200);
        Assert.True(Digest.TryParse(proof.Str("leafHash"), out var leaf));
        Assert.True(MerkleProof.Includes(leaf, (long)proof.Num("position"), late.Checkpoint.Size, Digests(proof, "path"), late.Checkpoint.Root));

        (await app.AsBureau().GetAsync("evidence/999999/proof")).ExpectProblem(404, "evidence.event_unknown");
        (await app.AsOperator().GetAsync("evidence/checkpoint?size=999999")).ExpectProblem(404, "evidence.no_checkpoint");
        (await app.AsOperator().GetAsync($"evidence/consistency?earlier={late.Checkpoint.Size}&later={early.Checkpoint.Size}")).ExpectFlaw("earlier", "number.out_of_range");
        (await app.AsOperator().GetAsync("evidence/audit?limit=0")).ExpectFlaw("limit", "number.out_of_range");
        (await app.AsOperator().GetAsync("evidence/audit?fromPosition=-1")).ExpectFlaw("fromPosition", "number.out_of_range");

        MarketClient AnyBank() => app.AsBank(Guid.CreateVersion7());
    }

    [Fact]
    public async Task A_new_start_and_a_second_node_go_on_where_the_evidence_stands()
    {
        await market.EnterpriseAsync();
        await TakenInAsync();
        var before = await CheckpointAsync();
        await app.RestartAsync();
        await market.EnterpriseAsync();
        var second = new MarketApp(postgres);
        await second.InitializeOnAsync(app.ConnectionString);
        await Task.WhenAll(market.EnterpriseAsync(), new Scenario(second).EnterpriseAsync());
        await TakenInAsync();
        await second.StopAsync();

        var after = await CheckpointAsync();
        Assert.Equal(await CountAsync("select count(*) from mt_events"), after.Checkpoint.Size);
        var link = (await app.AsOperator().GetAsync($"evidence/consistency?earlier={before.Checkpoint.Size}")).Expect(200);
        Assert.True(MerkleProof.Continues(before.Checkpoint.Size, before.Checkpoint.Root, after.Checkpoint.Size, after.Checkpoint.Root, Digests(link, "proof")));
    }

    public static TheoryData<string, string, string> Tamperings => new()
    {
        { "changed", "the content of an event", "update mt_events set data = jsonb_set(data, '{tampered}', 'true') where seq_id = $1" },
        { "changed", "who did it", "update mt_events set user_name = 'somebody else' where seq_id = $1" },
        { "changed", "when", "update mt_events set timestamp = timestamp - interval '1 microsecond' where seq_id = $1" },
        { "changed", "what it is called", "update mt_events set type = 'bank_verified_v1' where seq_id = $1" },
        { "deleted", "an event", "delete from mt_events where seq_id = $1" },
        { "moved", "an event exchanged with its neighbour", "update mt_events set seq_id = case seq_id when $1 then -2 else $1 end where seq_id in ($1, $1 + 1); update mt_events set seq_id = $1 + 1 where seq_id = -2" },
        { "chainBroken", "a leaf of the evidence", "update evidence_leaf set leaf = decode(repeat('00', 32), 'hex') where seq_id = $1" },
        { "chainBroken", "a link of the chain", "update evidence_leaf set chain = decode(repeat('00', 32), 'hex') where seq_id = $1" },
        { "treeChanged", "a subtree", "update evidence_node set hash = decode(repeat('00', 32), 'hex') where level = 1 and index = 0 and $1 > 0" },
        { "checkpointBroken", "a checkpoint's root", "update evidence_checkpoint set root = decode(repeat('00', 32), 'hex') where $1 > 0" },
        { "checkpointBroken", "a checkpoint's signature", "update evidence_checkpoint set signature = 'AAAA' where $1 > 0" },
        { "checkpointBroken", "all checkpoints", "delete from evidence_checkpoint where $1 > 0" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Whoever_rewrites_the_past_is_found_out(string fault, string what, string tampering)
    {
        await market.EnterpriseAsync();
        await market.BankAsync();
        await TakenInAsync();
        var sound = (await app.AsOperator().GetAsync("evidence/audit")).Expect(200);
        Assert.True(sound["sound"]!.GetValue<bool>(), sound.Text);
        await app.StopAsync();

        const int Victim = 3;
        foreach (var statement in tampering.Split(';')) await ExecuteAsync(statement, Victim);
        await app.InitializeAsync();

        var found = (await app.AsBureau().GetAsync("evidence/audit")).Expect(200);
        Assert.False(found["sound"]!.GetValue<bool>(), what);
        var findings = found["findings"]!.AsArray();
        Assert.Contains(findings, f => f!["fault"]!.GetValue<string>() == fault);
        if (fault is "changed" or "deleted" or "moved") Assert.Contains(findings, f => f!["fault"]!.GetValue<string>() == fault && f["sequence"]!.GetValue<long>() == Victim);
    }

    [Fact]
    public async Task An_event_slipped_in_among_the_recorded_ones_is_found()
    {
        await market.EnterpriseAsync();
        var hole = await CountAsync("select nextval('mt_events_sequence')");
        await market.EnterpriseAsync();
        await TakenInAsync();
        Assert.True((await app.AsOperator().GetAsync("evidence/audit")).Expect(200)["sound"]!.GetValue<bool>());

        var slipped = Guid.NewGuid();
        await ExecuteAsync(
            $"insert into mt_events (seq_id, id, stream_id, version, data, type) select $1, '{slipped}', stream_id, 99, data, type from mt_events where seq_id = 1", hole);

        var found = (await app.AsOperator().GetAsync("evidence/audit")).Expect(200);
        Assert.Equal("inserted", found.Str("findings.0.fault"));
        Assert.Equal(hole, (long)found.Num("findings.0.sequence"));
        Assert.Equal(slipped, found.Id("findings.0.eventId"));
    }

    [Fact]
    public async Task The_audit_goes_through_the_evidence_in_stretches()
    {
        await market.DealAsync();
        await TakenInAsync();
        long? from = 0;
        var (stretches, seen) = (0, 0L);
        while (from is not null)
        {
            var stretch = (await app.AsOperator().GetAsync($"evidence/audit?fromPosition={from}&limit=7")).Expect(200);
            Assert.True(stretch["sound"]!.GetValue<bool>(), stretch.Text);
            seen += (long)(stretch.Num("to") - stretch.Num("from"));
            stretches++;
            from = stretch["next"]?.GetValue<long>();
        }

        Assert.True(stretches > 1);
        Assert.Equal(await CountAsync("select count(*) from mt_events"), seen);
    }

    /// <summary>Waits until every event is in the evidence.</summary>
    private async Task TakenInAsync()
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if (await CountAsync("select max(seq_id) - coalesce((select max(seq_id) from evidence_leaf), 0) from mt_events") == 0) return;
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The evidence did not take every event in within ten seconds.");
    }

    private async Task<SignedCheckpoint> CheckpointAsync() => Read<SignedCheckpoint>(await app.AsOperator().GetAsync("evidence/checkpoint"));

    private static async Task<EvidencePack> PackAsync(MarketClient reader, Guid deal) => Read<EvidencePack>(await reader.GetAsync($"evidence/deals/{deal}/pack"));

    private static T Read<T>(ApiAnswer answer) => JsonSerializer.Deserialize<T>(answer.Expect(200).Text, EvidenceJson.Options)!;

    private static Digest[] Digests(ApiAnswer answer, string member) => JsonSerializer.Deserialize<Digest[]>(answer[member]!.ToJsonString())!;

    private NpgsqlDataSource Database() =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(app.ConnectionString) { SearchPath = "market", Pooling = false });

    private async Task<long> CountAsync(string sql)
    {
        await using var source = Database();
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql, long argument)
    {
        await using var source = Database();
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = argument });
        await command.ExecuteNonQueryAsync();
    }
}
