using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Contract;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>
/// Every operation of the contract, called over HTTP by every kind of caller, does what <c>Access/matrix.csv</c> says. First all that only
/// reads or is refused, and nothing is stored by it; then, because they change what there is to see, the moves of those who may.
/// </summary>
public sealed class AccessMatrixTests(AccessMarket market) : IClassFixture<AccessMarket>
{
    private static readonly ContractDocument Contract = new(JsonNode.Parse(File.ReadAllText(ContractFolder.File("climate-finance.v1.json")))!.AsObject());
    private static readonly AccessMatrix Matrix = AccessMatrix.Load();

    /// <summary>They end what other moves need, so they come last.</summary>
    private static readonly string[] Last =
    [
        "AnswerDrawdown", "CloseDeal", "WithdrawNeed", "SuspendProduct", "RetireProduct", "WithdrawProject", "ErasePerson", "CloseMeeting", "DeactivateUser",
        "SuspendEnterprise", "ReinstateEnterprise", "SuspendBank", "ReinstateBank",
    ];

    [Fact]
    public void The_matrix_has_a_line_for_every_operation_and_none_beside()
    {
        var known = Contract.Operations.Select(o => o.Id).ToArray();
        Assert.True(known.Length > 150, "The contract is all but empty.");
        Assert.Empty(known.Except(Matrix.Lines.Select(line => line.Operation)));
        Assert.Empty(Matrix.Lines.Select(line => line.Operation).Except(known));
        Assert.Empty(Matrix.Lines.GroupBy(line => line.ToString()).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Equal(market.Callers.Keys, Matrix.Callers);
    }

    [Fact]
    public async Task Every_caller_gets_on_every_operation_what_the_matrix_says()
    {
        var calls = new AccessCalls(market, Contract);
        var faults = new List<string>();
        var before = await EventsAsync();
        foreach (var line in Matrix.Lines)
        {
            foreach (var (caller, cell) in line.Cells.Where(c => !c.Value.Passes)) await LookAsync(calls, line, caller, cell, faults);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        await market.SettledAsync();
        Assert.Equal(before, await EventsAsync());

        foreach (var line in Matrix.Lines.OrderBy(line => Array.IndexOf(Last, line.Operation)))
        {
            foreach (var (caller, cell) in line.Cells.Where(c => c.Value.Passes)) await LookAsync(calls, line, caller, cell, faults);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private async Task LookAsync(AccessCalls calls, AccessLine line, string caller, AccessCell cell, List<string> faults)
    {
        var answer = await calls.SendAsync(line, caller, await calls.VersionAsync(line, caller));

        // What the market does of itself after a move can come in between.
        for (var again = 0; again < 5 && answer.Status == 412; again++) answer = await calls.SendAsync(line, caller, await calls.VersionAsync(line, caller));
        if (FaultOf(line, cell, answer) is { } fault) faults.Add($"{line} by {caller}: expected {cell.Word} {cell.Code}, {fault}: {answer.Status} {answer.Text[..Math.Min(answer.Text.Length, 300)]}");
    }

    private string? FaultOf(AccessLine line, AccessCell cell, ApiAnswer answer)
    {
        if (cell.Passes) return answer.Status is 200 or 201 or 202 or 204 or 409 ? null : "did not pass";
        if (answer.Status != cell.Status) return "another status";
        if (cell.Code is { } code && answer.Str("code") != code) return "another code";
        if (cell.Word is not ("sees" or "hides")) return null;
        return answer.Text.Contains(market.Subject(line.Subject).Value, StringComparison.Ordinal) == (cell.Word == "sees") ? null : "the subject shows or does not";
    }

    private async Task<long> EventsAsync() =>
        (await market.App.Services.GetRequiredService<IEventStore>().QueryAsync(
            new Sql("select count(*) from mt_events"), row => row.GetInt64(0), TestContext.Current.CancellationToken))[0];
}
