using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>Everything that stays with a bank through all its states.</summary>
/// <param name="Illustrative">Made for demonstration, and marked so for ever.</param>
public sealed record BankFile(BankId Id, BankProfile Profile, bool Illustrative);

/// <summary>A bank branch 银行: registered → verified | refused; suspended ↔ reinstated.</summary>
public abstract record Bank : IState<Bank>
{
    private Bank()
    {
    }

    public static string Category => "bank";

    public static Bank Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Bank;

    /// <summary>Any state after the first fact.</summary>
    public abstract record Known : Bank
    {
        private protected Known(BankFile file) => File = file;

        public BankFile File { get; init; }
    }

    /// <summary>Waits for the bureau's verification.</summary>
    public sealed record Registered(BankFile File) : Known(File);

    /// <summary>The bureau vouches for it: it may act.</summary>
    public sealed record Verified(BankFile File) : Known(File);

    /// <summary>The bureau does not vouch for it; it may mend its profile.</summary>
    public sealed record Refused(BankFile File, IReadOnlyList<string> Reasons) : Known(File);

    /// <summary>May not act for a time.</summary>
    public sealed record Suspended(BankFile File, string Reason) : Known(File);

    public static Decision<Bank> Decide(Bank state, ICommand<Bank> command, Circumstance circumstance)
    {
        if (command is RegisterBank register) return Register(state, register, circumstance.By);

        // Everyone may know the banks of the market, so a stranger is told no, not that there is nothing.
        if (state is not Known known) return Refusal.Unknown("bank.unknown");
        if (command is ReviseBankProfile revise)
            return circumstance.By.Is(known.File.Id) ? Revise(known, revise.Profile) : Refusal.Forbidden("bank.not_yours");
        return circumstance.By.Oversees(known.File.Profile.Region) ? Oversee(known, command) : Refusal.Forbidden("bank.bureau_only");
    }

    public static Bank Evolve(Bank state, IEvent<Bank> happened) => (state, happened) switch
    {
        (Unborn, BankRegistered e) => new Registered(new BankFile(e.Bank, e.Profile, e.Illustrative)),
        (Verified it, BankProfileRevised { NeedsVerification: false } e) => it with { File = it.File with { Profile = e.Profile } },
        (Registered or Verified or Refused, BankProfileRevised e) => new Registered(((Known)state).File with { Profile = e.Profile }),
        (Registered it, BankVerified) => new Verified(it.File),
        (Registered it, BankRefused e) => new Refused(it.File, e.Reasons),
        (Verified it, BankSuspended e) => new Suspended(it.File, e.Reason),
        (Suspended it, BankReinstated) => new Verified(it.File),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<Bank> Register(Bank state, RegisterBank register, Caller by)
    {
        if (state is not Unborn) return Refusal.Rule("bank.exists_already");
        if (!by.Is(register.Bank) && !by.Oversees(register.Profile.Region) && by.Role != Role.Operator) return Refusal.Forbidden("bank.not_yours");
        if (register.Profile.Flaw() is { } flaw) return flaw;
        return One(new BankRegistered(register.Bank, register.Profile, register.Illustrative));
    }

    private static Decision<Bank> Revise(Known it, BankProfile profile)
    {
        var before = it.File.Profile;
        if (it is Suspended) return WrongState(it, nameof(ReviseBankProfile));
        if (profile.Uscc != before.Uscc)
            return Refusal.Rule("bank.uscc_fixed", ("registered", before.Uscc.Value), ("given", profile.Uscc.Value));
        if (profile.Flaw() is { } flaw) return flaw;

        // Every line of a bank's profile is what the verification vouched for.
        return One(new BankProfileRevised(it.File.Id, profile, NeedsVerification: it is not Verified || profile != before));
    }

    private static Decision<Bank> Oversee(Known state, ICommand<Bank> command) => (state, command) switch
    {
        (Registered, VerifyBank) => One(new BankVerified(state.File.Id)),
        (Registered, RefuseBank c) => Reasons.Flaw(c.Reasons) ?? One(new BankRefused(state.File.Id, c.Reasons)),
        (Verified, SuspendBank c) => Text.WordsFlaw("reason", c.Reason) ?? One(new BankSuspended(state.File.Id, c.Reason)),
        (Suspended, ReinstateBank) => One(new BankReinstated(state.File.Id)),
        _ => WrongState(state, command.GetType().Name),
    };

    private static Decision<Bank> One(IEvent<Bank> happened) => Decision<Bank>.Of(happened);

    private static Refusal WrongState(Known state, string move) => Refusal.Rule("bank.wrong_state", ("state", state.GetType().Name), ("move", move));
}
