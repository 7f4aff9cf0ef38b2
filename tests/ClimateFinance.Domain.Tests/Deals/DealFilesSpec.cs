using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>Documents in a deal's file: either party files and takes back its own, while the deal goes on.</summary>
public sealed class DealFilesSpec
{
    [Fact]
    public void Either_party_files_at_any_stage_and_nobodys_clock_turns()
    {
        foreach (var stage in new[] { Opened, Contacted, Offered, Approved, Drawing })
        {
            stage.When(new FileDocument(Paper(1), Clock), by: Owner).Then(new DocumentFiled(Side.Enterprise, Paper(1)));
            stage.When(new FileDocument(Paper(1), Clock), by: Officer).Then(new DocumentFiled(Side.Bank, Paper(1)));
        }
    }

    [Fact]
    public void The_bureau_files_nothing_strangers_know_nothing_and_what_is_closed_stays_closed()
    {
        Contacted.When(new FileDocument(Paper(1), Clock), by: Bureau).Refused(RefusalKind.Forbidden, "deal.not_your_move");
        Contacted.When(new FileDocument(Paper(1), Clock), by: OtherOfficer).Refused(RefusalKind.Unknown, "deal.unknown");
        Closed.When(new FileDocument(Paper(1), Clock), by: Owner).Refused(RefusalKind.Rule, "deal.closed_already");
    }

    [Fact]
    public void One_content_stands_once_for_each_side_and_again_after_it_was_withdrawn()
    {
        var filed = Contacted.And(new DocumentFiled(Side.Enterprise, Paper(1)));
        filed.When(new FileDocument(Paper(2, content: 1), Clock), by: Owner).Refused(RefusalKind.Rule, "document.filed_already");
        filed.When(new FileDocument(Paper(2, content: 1), Clock), by: Officer).Then(new DocumentFiled(Side.Bank, Paper(2, content: 1)));
        filed.And(new DocumentWithdrawn(Paper(1).Document, Side.Enterprise, "传错")).When(new FileDocument(Paper(2, content: 1), Clock), by: Owner)
            .Then(new DocumentFiled(Side.Enterprise, Paper(2, content: 1)));
    }

    [Fact]
    public void Only_its_own_side_withdraws_a_document_and_once()
    {
        var filed = Contacted.And(new DocumentFiled(Side.Enterprise, Paper(1)));
        var withdrawal = new WithdrawDocument(Paper(1).Document, "传错", Clock);
        filed.When(withdrawal, by: Owner).Then(new DocumentWithdrawn(Paper(1).Document, Side.Enterprise, "传错"));
        filed.When(withdrawal, by: Officer).Refused(RefusalKind.Forbidden, "document.not_yours");
        filed.When(new WithdrawDocument(Paper(2).Document, "传错", Clock), by: Owner).Refused(RefusalKind.Unknown, "document.unknown");
        filed.And(new DocumentWithdrawn(Paper(1).Document, Side.Enterprise, "传错")).When(withdrawal, by: Owner).Refused(RefusalKind.Rule, "document.withdrawn_already");
    }

    [Fact]
    public void A_deal_holds_so_many_documents_and_withdrawn_ones_make_room()
    {
        var full = Contacted.And(Enumerable.Range(1, DealDocuments.Most).Select(n => new DocumentFiled(Side.Enterprise, Paper(n))));
        var one = new FileDocument(Paper(DealDocuments.Most + 1), Clock);
        full.When(one, by: Officer).Refused(RefusalKind.Rule, "document.too_many");
        full.And(new DocumentWithdrawn(Paper(1).Document, Side.Enterprise, "传错")).When(one, by: Officer).Then(new DocumentFiled(Side.Bank, one.File));
    }
}
