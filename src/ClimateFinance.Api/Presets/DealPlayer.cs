using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http;

namespace ClimateFinance.Api.Presets;

/// <summary>Plays the steps of a preset's deals: each is the command that the bank, the enterprise or the bureau would send.</summary>
internal sealed class DealPlayer(PresetPlayer market, PresetSession session)
{
    private readonly Dictionary<string, Progress> deals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> officers = new(StringComparer.Ordinal);

    public async Task PlayAsync(DealPreset deal, DealPresetStep step, CancellationToken cancellation)
    {
        if (step is DealPresetStep.RecordIntention or DealPresetStep.ClaimNeed or DealPresetStep.ExpressInterest)
        {
            await PairAsync(deal, step, cancellation);
            return;
        }

        var at = deals.TryGetValue(deal.Id, out var progress) ? progress : throw new PresetException($"{deal.Id} moves before it is open.");
        if (step is DealPresetStep.Contact) await NameOfficerAsync(step.By, cancellation);
        var (move, body) = MoveOf(step, at);
        await session.MoveAsync(step.By, $"deals/{at.Deal}", move, body, cancellation);
        deals[deal.Id] = After(step, at);
    }

    private async Task PairAsync(DealPreset deal, DealPresetStep step, CancellationToken cancellation)
    {
        var (needId, productId) = (market.Need(deal.Need), market.Product(deal.Product));
        if (step is DealPresetStep.RecordIntention)
        {
            var recorded = await session.MoveAsync(step.By, $"meetings/{market.Meeting}", "intentions", new { needId, productId }, cancellation);
            deals[deal.Id] = new Progress(recorded["dealId"]!.GetValue<Guid>());
            return;
        }

        var found = await session.GetAsync(step.By, $"pairings?needId={needId}&productId={productId}", cancellation);
        var pairing = found["items"]!.AsArray().FirstOrDefault()?["pairingId"]?.GetValue<Guid>();
        if (pairing is null) throw new PresetException($"{deal.Id}: the engine proposed no pairing of {deal.Need} with {deal.Product}.");
        var answered = await session.MoveAsync(step.By, $"pairings/{pairing}", "interest", null, cancellation);
        if (answered["dealId"]?.GetValue<Guid>() is { } opened) deals[deal.Id] = new Progress(opened);
    }

    private (string Move, object? Body) MoveOf(DealPresetStep step, Progress at) => step switch
    {
        DealPresetStep.Contact it => ("contact", new { officerId = officers[it.By], visitedOn = market.Day(it.Day), record = it.Record }),
        DealPresetStep.AskDocuments it => ("documents", new { kinds = it.Kinds }),
        DealPresetStep.ProvideDocuments it => ($"documents/{at.Requests}/provision", new { documents = it.Kinds.Select(DocumentOf) }),
        DealPresetStep.ConcludeDueDiligence it => ("due-diligence", new { conclusion = it.Conclusion, words = it.Words }),
        DealPresetStep.Proposal it => ("offers", new OfferBody(
            Credit(it.Terms), it.RepaymentPlan, it.Collateral, it.FeeCny.Value, market.Day(it.ValidUntilDay),
            it.GraceMonths > 0 ? $"宽限期 {it.GraceMonths} 个月" : null)),
        DealPresetStep.AcceptOffer when at.ApprovalToAnswer => ("approval/answer", new { accepted = true }),
        DealPresetStep.AcceptOffer => ($"offers/{at.Offers}/acceptance", null),
        DealPresetStep.ApproveCredit it => ("approval", new { granted = Credit(it.Terms), approvalNumber = it.ApprovalNo }),
        DealPresetStep.ConfirmSignature it => ("signature", new { credit = Credit(it.Terms), contractNumber = it.ContractNo }),
        DealPresetStep.ReportDrawdown it => ("drawdowns", new { amountCny = it.AmountCny.Value, on = market.Day(it.OnDay), voucher = it.Voucher }),
        DealPresetStep.ConfirmDrawdown it => ($"drawdowns/{it.Number}/answer", new { confirmed = true }),
        DealPresetStep.ExtendDeadline it => ("extensions", new { workingDays = it.WorkingDays, reason = it.Reason }),
        DealPresetStep.CloseDeal it => ("closure", new { outcome = it.Outcome, reasonCode = it.Reason, wouldHaveChanged = it.WouldHaveChanged }),
        _ => throw new PresetException($"Unknown step {step.GetType().Name}."),
    };

    private static Progress After(DealPresetStep step, Progress at) => step switch
    {
        DealPresetStep.AskDocuments => at with { Requests = at.Requests + 1 },
        DealPresetStep.Proposal => at with { Offers = at.Offers + 1 },
        DealPresetStep.ApproveCredit it => at with { ApprovalToAnswer = !it.AsAgreed },
        DealPresetStep.AcceptOffer => at with { ApprovalToAnswer = false },
        _ => at,
    };

    /// <summary>Each bank names one officer, made up, when it first needs one.</summary>
    private async Task NameOfficerAsync(string signIn, CancellationToken cancellation)
    {
        if (officers.ContainsKey(signIn)) return;
        var named = await session.CreateAsync(
            signIn, $"banks/{session.CallerOf(signIn).Organisation}/officers", new { name = "客户经理（演示）", position = "绿色金融部" }, cancellation);
        officers.Add(signIn, named["personId"]!.GetValue<Guid>());
    }

    private static object DocumentOf(string kind) => new
    {
        kind,
        name = $"{kind}（演示）.pdf",
        sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"demo:{kind}"))),
    };

    private static CreditBody Credit(TermsFixture terms) =>
        new(terms.LineCny.Value, terms.TermMonths.Value, new RateBody(terms.Rate.Benchmark, terms.Rate.SpreadBp));

    private sealed record Progress(Guid Deal, int Requests = 0, int Offers = 0, bool ApprovalToAnswer = false);
}
