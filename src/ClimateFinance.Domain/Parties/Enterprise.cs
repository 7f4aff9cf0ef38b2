using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>An enterprise 企业: registered → verified | refused; suspended ↔ reinstated. Grades and penalties are recorded in any state.</summary>
public abstract record Enterprise : IState<Enterprise>
{
    private Enterprise()
    {
    }

    public static string Category => "enterprise";

    public static Enterprise Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Enterprise;

    /// <summary>Any state after the first fact.</summary>
    public abstract record Known : Enterprise
    {
        private protected Known(EnterpriseFile file) => File = file;

        public EnterpriseFile File { get; init; }
    }

    /// <summary>Waits for the bureau's verification.</summary>
    public sealed record Registered(EnterpriseFile File) : Known(File);

    /// <summary>The bureau vouches for it: it may act.</summary>
    public sealed record Verified(EnterpriseFile File) : Known(File);

    /// <summary>The bureau does not vouch for it; it may mend its profile.</summary>
    public sealed record Refused(EnterpriseFile File, IReadOnlyList<string> Reasons) : Known(File);

    /// <summary>May not act for a time.</summary>
    public sealed record Suspended(EnterpriseFile File, string Reason) : Known(File);

    public static Decision<Enterprise> Decide(Enterprise state, ICommand<Enterprise> command, Circumstance circumstance)
    {
        if (command is RegisterEnterprise register) return Register(state, register, circumstance.By);
        if (state is not Known known || !MayKnow(circumstance.By, known.File)) return Refusal.Unknown("enterprise.unknown");
        if (command is ReviseEnterpriseProfile revise)
            return circumstance.By.Is(known.File.Id) ? Revise(known, revise.Profile) : Refusal.Forbidden("enterprise.not_yours");
        return circumstance.By.Oversees(known.File.Profile.Region)
            ? Oversee(known, command, circumstance.Today)
            : Refusal.Forbidden("enterprise.bureau_only");
    }

    public static Enterprise Evolve(Enterprise state, IEvent<Enterprise> happened) => (state, happened) switch
    {
        (Unborn, EnterpriseRegistered e) => new Registered(new EnterpriseFile(e.Enterprise, e.Profile, e.Illustrative, [], [])),
        (Verified it, EnterpriseProfileRevised { NeedsVerification: false } e) => it with { File = it.File with { Profile = e.Profile } },
        (Registered or Verified or Refused, EnterpriseProfileRevised e) => new Registered(((Known)state).File with { Profile = e.Profile }),
        (Registered it, EnterpriseVerified) => new Verified(it.File),
        (Registered it, EnterpriseRefused e) => new Refused(it.File, e.Reasons),
        (Verified it, EnterpriseSuspended e) => new Suspended(it.File, e.Reason),
        (Suspended it, EnterpriseReinstated) => new Verified(it.File),
        (Known it, EnterpriseGraded e) => it with { File = it.File with { Grades = [.. it.File.Grades, e.Record] } },
        (Known it, EnterpriseGradeWithdrawn e) =>
            it with { File = it.File with { Grades = [.. it.File.Grades.Where(g => g.DocumentNumber != e.DocumentNumber)] } },
        (Known it, EnterprisePenalised e) => it with { File = it.File with { Penalties = [.. it.File.Penalties, e.Record] } },
        (Known it, EnterprisePenaltyWithdrawn e) =>
            it with { File = it.File with { Penalties = [.. it.File.Penalties.Where(p => p.DocumentNumber != e.DocumentNumber)] } },
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<Enterprise> Register(Enterprise state, RegisterEnterprise register, Caller by)
    {
        if (state is not Unborn) return Refusal.Rule("enterprise.exists_already");
        if (!by.Is(register.Enterprise) && !by.Oversees(register.Profile.Region) && by.Role != Role.Operator)
            return Refusal.Forbidden("enterprise.not_yours");
        if (register.Profile.Flaw() is { } flaw) return flaw;
        return One(new EnterpriseRegistered(register.Enterprise, register.Profile, register.Illustrative));
    }

    private static Decision<Enterprise> Revise(Known it, EnterpriseProfile profile)
    {
        var before = it.File.Profile;
        if (it is Suspended) return WrongState(it, nameof(ReviseEnterpriseProfile));
        if (profile.Uscc != before.Uscc)
            return Refusal.Rule("enterprise.uscc_fixed", ("registered", before.Uscc.Value), ("given", profile.Uscc.Value));
        if (profile.Flaw() is { } flaw) return flaw;
        return One(new EnterpriseProfileRevised(it.File.Id, profile, NeedsVerification: it is not Verified || !profile.VouchedAs(before)));
    }

    private static Decision<Enterprise> Oversee(Known state, ICommand<Enterprise> command, DateOnly today) => (state, command) switch
    {
        (Registered, VerifyEnterprise) => One(new EnterpriseVerified(state.File.Id)),
        (Registered, RefuseEnterprise c) => Reasons.Flaw(c.Reasons) ?? One(new EnterpriseRefused(state.File.Id, c.Reasons)),
        (Verified, SuspendEnterprise c) => Text.WordsFlaw("reason", c.Reason) ?? One(new EnterpriseSuspended(state.File.Id, c.Reason)),
        (Suspended, ReinstateEnterprise) => One(new EnterpriseReinstated(state.File.Id)),
        (_, RecordGrade c) => Grade(state.File, c, today),
        (_, WithdrawGrade c) => WithdrawGraded(state.File, c),
        (_, RecordPenalty c) => Penalise(state.File, c, today),
        (_, WithdrawPenalty c) => WithdrawPenalised(state.File, c),
        _ => WrongState(state, command.GetType().Name),
    };

    private static Decision<Enterprise> Grade(EnterpriseFile file, RecordGrade c, DateOnly today)
    {
        if (Document(c.DocumentNumber, c.GradedOn, today) is { } flaw) return flaw;
        return file.Grades.Any(g => g.DocumentNumber == c.DocumentNumber)
            ? Refusal.Rule("enterprise.document_recorded_already", ("documentNumber", c.DocumentNumber))
            : One(new EnterpriseGraded(file.Id, new GradeRecord(c.Grade, c.GradedOn, c.DocumentNumber)));
    }

    private static Decision<Enterprise> WithdrawGraded(EnterpriseFile file, WithdrawGrade c)
    {
        if (Text.WordsFlaw("reason", c.Reason) is { } flaw) return flaw;
        return file.Grades.All(g => g.DocumentNumber != c.DocumentNumber)
            ? Refusal.Unknown("enterprise.document_unknown", ("documentNumber", c.DocumentNumber))
            : One(new EnterpriseGradeWithdrawn(file.Id, c.DocumentNumber, c.Reason));
    }

    private static Decision<Enterprise> Penalise(EnterpriseFile file, RecordPenalty c, DateOnly today)
    {
        var flaw = Document(c.DocumentNumber, c.PenalisedOn, today) ?? Text.LineFlaw("kind", c.Kind) ?? Text.WordsFlaw("text", c.Text);
        if (flaw is not null) return flaw;
        return file.Penalties.Any(p => p.DocumentNumber == c.DocumentNumber)
            ? Refusal.Rule("enterprise.document_recorded_already", ("documentNumber", c.DocumentNumber))
            : One(new EnterprisePenalised(file.Id, new PenaltyRecord(c.PenalisedOn, c.DocumentNumber, c.Kind, c.Text, c.Amount)));
    }

    private static Decision<Enterprise> WithdrawPenalised(EnterpriseFile file, WithdrawPenalty c)
    {
        if (Text.WordsFlaw("reason", c.Reason) is { } flaw) return flaw;
        return file.Penalties.All(p => p.DocumentNumber != c.DocumentNumber)
            ? Refusal.Unknown("enterprise.document_unknown", ("documentNumber", c.DocumentNumber))
            : One(new EnterprisePenaltyWithdrawn(file.Id, c.DocumentNumber, c.Reason));
    }

    private static Refusal? Document(string number, DateOnly dated, DateOnly today) =>
        Text.LineFlaw("documentNumber", number)
        ?? (dated > today ? Refusal.Rule("enterprise.document_in_future", ("date", dated), ("today", today)) : null);

    // Banks and other enterprises learn of an enterprise only through a pairing, never by its id.
    private static bool MayKnow(Caller by, EnterpriseFile file) =>
        by.Is(file.Id) || by.Oversees(file.Profile.Region) || by.Role is Role.Operator or Role.System;

    private static Decision<Enterprise> One(IEvent<Enterprise> happened) => Decision<Enterprise>.Of(happened);

    private static Refusal WrongState(Known state, string move) =>
        Refusal.Rule("enterprise.wrong_state", ("state", state.GetType().Name), ("move", move));
}
