using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Products;

/// <summary>A green-credit product 金融产品: draft → published → suspended ↔ published → retired.</summary>
public abstract record Product : IState<Product>
{
    private Product()
    {
    }

    public static string Category => "product";

    public static Product Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Product;

    /// <summary>Written, never published.</summary>
    public sealed record Draft(ProductId Id, BankId Bank, ProductTerms Terms) : Product;

    /// <summary>On the market with <see cref="Terms"/>; <see cref="Next"/> is the draft of the next revision, if one is being written.</summary>
    public sealed record Published(ProductId Id, BankId Bank, int Revision, ProductTerms Terms, ProductTerms? Next) : Product;

    /// <summary>Off the market for a time.</summary>
    public sealed record Suspended(Published Before) : Product;

    /// <summary>Off the market for good.</summary>
    public sealed record Retired(ProductId Id, BankId Bank) : Product;

    /// <summary>Whose product it is; null before it is drafted.</summary>
    public BankId? Owner => this switch
    {
        Draft draft => draft.Bank,
        Published published => published.Bank,
        Suspended suspended => suspended.Before.Bank,
        Retired retired => retired.Bank,
        _ => null,
    };

    public static Decision<Product> Decide(Product state, ICommand<Product> command, Circumstance circumstance)
    {
        if (command is DraftProduct draft) return DecideDraft(state, draft, circumstance);
        if (state.Owner is not { } owner || !circumstance.By.Is(owner)) return Refusal.Unknown("product.unknown");

        return (state, command) switch
        {
            (Draft or Published, ReviseProduct revise) => Checked(revise.Terms, circumstance, new ProductRevised(IdOf(state), revise.Terms)),
            (Draft it, PublishProduct publish) => Publish(it.Id, it.Bank, 1, it.Terms, publish, circumstance),
            (Published { Next: { } next } it, PublishProduct publish) => Publish(it.Id, it.Bank, it.Revision + 1, next, publish, circumstance),
            (Published, PublishProduct) => Refusal.Rule("product.nothing_to_publish"),
            (Published it, SuspendProduct suspend) => One(new ProductSuspended(it.Id, suspend.Reason)),
            (Suspended it, ResumeProduct) => One(new ProductResumed(it.Before.Id, it.Before.Revision)),
            (Draft or Published or Suspended, RetireProduct retire) => One(new ProductRetired(IdOf(state), retire.Reason)),
            _ => Refusal.Rule("product.wrong_state", ("state", state.GetType().Name), ("move", command.GetType().Name)),
        };
    }

    public static Product Evolve(Product state, IEvent<Product> happened) => (state, happened) switch
    {
        (Unborn, ProductDrafted e) => new Draft(e.Product, e.Bank, e.Terms),
        (Draft it, ProductRevised e) => it with { Terms = e.Terms },
        (Published it, ProductRevised e) => it with { Next = e.Terms },
        (Draft or Published, ProductPublished e) => new Published(e.Product, e.Bank, e.Revision, e.Terms, null),
        (Published it, ProductSuspended) => new Suspended(it),
        (Suspended it, ProductResumed) => it.Before,
        (Draft or Published or Suspended, ProductRetired e) => new Retired(e.Product, state.Owner!.Value),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<Product> DecideDraft(Product state, DraftProduct draft, Circumstance circumstance)
    {
        if (state is not Unborn) return Refusal.Rule("product.exists_already");
        if (!circumstance.By.Is(draft.Bank)) return Refusal.Forbidden("product.not_your_bank");
        return Checked(draft.Terms, circumstance, new ProductDrafted(draft.Product, draft.Bank, draft.Terms, draft.Illustrative));
    }

    private static Decision<Product> Publish(
        ProductId id, BankId bank, int revision, ProductTerms terms, PublishProduct command, Circumstance circumstance)
    {
        if (!command.BankVerified) return Refusal.Rule("bank.not_verified");
        if (terms.Quota < command.Committed)
            return Refusal.Rule("product.quota_below_committed", ("quotaCny", terms.Quota.Value), ("committedCny", command.Committed.Value));
        return Checked(terms, circumstance, new ProductPublished(id, bank, revision, terms));
    }

    private static Decision<Product> Checked(ProductTerms terms, Circumstance circumstance, IEvent<Product> happened)
    {
        if (terms.Flaw() is { } flaw) return flaw;
        return terms.ValidTo < circumstance.Today
            ? Refusal.Rule("product.validity_over", ("validTo", terms.ValidTo), ("today", circumstance.Today))
            : One(happened);
    }

    private static Decision<Product> One(IEvent<Product> happened) => Decision<Product>.Of(happened);

    private static ProductId IdOf(Product state) => state switch
    {
        Draft it => it.Id,
        Published it => it.Id,
        Suspended it => it.Before.Id,
        Retired it => it.Id,
        _ => throw new InvalidOperationException("A product without a first fact has no id."),
    };
}
