using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Products;

public sealed class ProductSpec
{
    private static readonly ProductTerms Wider = Some.ProductTerms() with { AmountMax = new Cny(800_000_000m) };
    private static readonly ProductDrafted WasDrafted = new(Green, Branch, Some.ProductTerms(), Illustrative: false);
    private static readonly ProductPublished WasPublished = new(Green, Branch, 1, Some.ProductTerms());
    private static readonly ProductRevised WasRevised = new(Green, Wider);
    private static readonly ProductSuspended WasSuspended = new(Green, "额度用尽");
    private static readonly ProductRetired WasRetired = new(Green, "停办");

    private static readonly PublishProduct Publish = new(BankVerified: true, Committed: Cny.Zero);

    private static Scenario<Product> Unborn => Spec.Given<Product>();

    private static Scenario<Product> Draft => Spec.Given<Product>(WasDrafted);

    private static Scenario<Product> Published => Spec.Given<Product>(WasDrafted, WasPublished);

    private static Scenario<Product> Revised => Spec.Given<Product>(WasDrafted, WasPublished, WasRevised);

    private static Scenario<Product> Suspended => Spec.Given<Product>(WasDrafted, WasPublished, WasSuspended);

    private static Scenario<Product> Retired => Spec.Given<Product>(WasDrafted, WasPublished, WasRetired);

    [Fact]
    public void A_bank_drafts_its_own_product()
    {
        var draft = new DraftProduct(Green, Branch, Some.ProductTerms(), false);
        Assert.IsType<Product.Draft>(Unborn.When(draft, Officer).Then(WasDrafted));
        foreach (var by in new[] { OtherOfficer, BankImpostor, Owner, Bureau, Some.Operator, Some.System })
            Unborn.When(draft, by).Refused(RefusalKind.Forbidden, "product.not_your_bank");
        Published.When(draft, Officer).Refused(RefusalKind.Rule, "product.exists_already");
    }

    [Fact]
    public void A_draft_is_revised_and_published_as_revision_1()
    {
        var revised = Draft.When(new ReviseProduct(Wider), Officer).Then(WasRevised);
        Assert.Equal(Wider, Assert.IsType<Product.Draft>(revised).Terms);
        var published = new Scenario<Product>(revised).When(Publish, Officer).Then(WasPublished with { Terms = Wider });
        Assert.Equal(1, Assert.IsType<Product.Published>(published).Revision);
    }

    [Fact]
    public void A_published_revision_is_immutable_until_the_next_one_is_published()
    {
        var revised = Assert.IsType<Product.Published>(Published.When(new ReviseProduct(Wider), Officer).Then(WasRevised));
        Assert.Equal((1, Wider), (revised.Revision, revised.Next));
        Assert.NotEqual(Wider.AmountMax, revised.Terms.AmountMax);
        var next = Assert.IsType<Product.Published>(Revised.When(Publish, Officer)
            .Then(new ProductPublished(Green, Branch, 2, Wider)));
        Assert.Equal((2, Wider, null), (next.Revision, next.Terms, next.Next));
        Published.When(Publish, Officer).Refused(RefusalKind.Rule, "product.nothing_to_publish");
    }

    [Fact]
    public void Only_a_verified_bank_publishes()
    {
        Draft.When(Publish with { BankVerified = false }, Officer).Refused(RefusalKind.Rule, "bank.not_verified");
        Revised.When(Publish with { BankVerified = false }, Officer).Refused(RefusalKind.Rule, "bank.not_verified");
    }

    [Fact]
    public void The_quota_is_not_below_what_is_committed()
    {
        Assert.Single(Revised.When(Publish with { Committed = new Cny(2_000_000_000m) }, Officer).Decision.Events);
        Revised.When(Publish with { Committed = new Cny(2_000_000_000.01m) }, Officer).Refused(
            RefusalKind.Rule, "product.quota_below_committed", ("quotaCny", 2_000_000_000m), ("committedCny", 2_000_000_000.01m));
    }

    [Fact]
    public void Terms_stand_the_right_way_round_wherever_they_come_in()
    {
        var terms = Some.ProductTerms();
        foreach (var (flawed, kind, code) in new[]
        {
            (terms with { AmountMin = new Cny(500_000_000.01m) }, RefusalKind.Shape, "range.inverted"),
            (terms with { TermMin = new TermMonths(121) }, RefusalKind.Shape, "range.inverted"),
            (terms with { SpreadMin = new BasisPoints(21) }, RefusalKind.Shape, "range.inverted"),
            (terms with { ValidFrom = terms.ValidTo.AddDays(1) }, RefusalKind.Shape, "range.inverted"),
            (terms with { Quota = new Cny(9_999_999.99m) }, RefusalKind.Rule, "product.quota_below_least_amount"),
            (terms with { ValidFrom = new DateOnly(2025, 1, 1), ValidTo = Today.AddDays(-1) }, RefusalKind.Rule, "product.validity_over"),
        })
        {
            Unborn.When(new DraftProduct(Green, Branch, flawed, false), Officer).Refused(kind, code);
            Published.When(new ReviseProduct(flawed), Officer).Refused(kind, code);
            Spec.Given<Product>(WasDrafted with { Terms = flawed }).When(Publish, Officer).Refused(kind, code);
        }

        var tight = terms with { AmountMin = terms.AmountMax, TermMin = terms.TermMax, SpreadMin = terms.SpreadMax, ValidFrom = Today, ValidTo = Today };
        Assert.Single(Unborn.When(new DraftProduct(Green, Branch, tight, false), Officer).Decision.Events);
    }

    [Fact]
    public void It_is_suspended_and_resumes_with_what_it_had()
    {
        Assert.IsType<Product.Suspended>(Published.When(new SuspendProduct("额度用尽"), Officer).Then(WasSuspended));
        var resumed = Spec.Given<Product>(WasDrafted, WasPublished, WasRevised, WasSuspended).When(new ResumeProduct(), Officer)
            .Then(new ProductResumed(Green, 1));
        Assert.Equal((1, Wider), (Assert.IsType<Product.Published>(resumed).Revision, ((Product.Published)resumed).Next));
    }

    [Fact]
    public void It_is_retired_for_good()
    {
        foreach (var scenario in new[] { Draft, Published, Revised, Suspended })
            Assert.IsType<Product.Retired>(scenario.When(new RetireProduct("停办"), Officer).Then(WasRetired));
    }

    [Fact]
    public void Every_other_move_is_of_the_wrong_state()
    {
        ICommand<Product>[] moves = [new ReviseProduct(Wider), Publish, new SuspendProduct("原因"), new ResumeProduct(), new RetireProduct("原因")];
        foreach (var (scenario, state, allowed) in new[]
        {
            (Draft, "Draft", new[] { nameof(ReviseProduct), nameof(PublishProduct), nameof(RetireProduct) }),
            (Published, "Published", [nameof(ReviseProduct), nameof(PublishProduct), nameof(SuspendProduct), nameof(RetireProduct)]),
            (Suspended, "Suspended", [nameof(ResumeProduct), nameof(RetireProduct)]),
            (Retired, "Retired", []),
        })
        {
            foreach (var move in moves.Where(m => !allowed.Contains(m.GetType().Name)))
                scenario.When(move, Officer)
                    .Refused(RefusalKind.Rule, "product.wrong_state", ("state", state), ("move", move.GetType().Name));
        }
    }

    [Fact]
    public void Only_its_own_bank_moves_it_and_others_learn_nothing()
    {
        ICommand<Product>[] moves = [new ReviseProduct(Wider), Publish, new SuspendProduct("原因"), new ResumeProduct(), new RetireProduct("原因")];
        foreach (var move in moves)
        {
            foreach (var scenario in new[] { Draft, Published, Suspended, Retired })
            {
                foreach (var by in new[] { OtherOfficer, BankImpostor, Owner, Bureau, Some.Operator, Some.System })
                    scenario.When(move, by).Refused(RefusalKind.Unknown, "product.unknown");
            }

            Unborn.When(move, Officer).Refused(RefusalKind.Unknown, "product.unknown");
        }
    }

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history() =>
        Assert.Throws<UnknownEventException>(() => Spec.Given<Product>(WasDrafted, WasSuspended));
}
