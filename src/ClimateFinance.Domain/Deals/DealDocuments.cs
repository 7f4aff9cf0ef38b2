using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using static ClimateFinance.Domain.Deals.DealRights;

namespace ClimateFinance.Domain.Deals;

/// <summary>A document whose content lies with the marketplace.</summary>
/// <param name="Kind">What it is, in the words in which the bank asks for papers.</param>
/// <param name="Name">The file's name, with the ending of its type.</param>
/// <param name="MediaType">For example <c>application/pdf</c>; the content was found to be that.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, lower-case hex: what stays of it when the content is gone.</param>
public sealed record FiledDocument(DocumentId Document, string Kind, string Name, string MediaType, long Bytes, string Sha256);

/// <summary>A party put a document into the deal's file.</summary>
[EventName("document_filed_v1")]
public sealed record DocumentFiled(Side By, FiledDocument File) : IEvent<Deal>;

/// <summary>Who had filed it took it back: its content is gone, this and what was said of it stay.</summary>
[EventName("document_withdrawn_v1")]
public sealed record DocumentWithdrawn(DocumentId Document, Side By, string Reason) : IEvent<Deal>;

/// <summary>Put a document into the file.</summary>
public sealed record FileDocument(FiledDocument File, DealClock Clock) : DealMove(Clock);

/// <summary>Take a document back that one filed.</summary>
public sealed record WithdrawDocument(DocumentId Document, string Reason, DealClock Clock) : DealMove(Clock);

/// <summary>What a deal knows of a document when it decides.</summary>
public sealed record DocumentOnFile(DocumentId Document, Side By, string Sha256, bool Withdrawn = false);

/// <summary>What a deal answers to those who file documents. Filing hands nothing over: a request of the bank is answered by naming what was filed.</summary>
public static class DealDocuments
{
    /// <summary>How many documents one deal may hold; withdrawn ones do not count.</summary>
    public const int Most = 100;

    internal static DealAnswer File(Deal.Live deal, FileDocument it, Circumstance circumstance)
    {
        var (by, standing) = (SideOf(deal, circumstance), deal.Documents.RemoveAll(d => d.Withdrawn));
        if (standing.Find(d => d.By == by && d.Sha256 == it.File.Sha256) is { } same) return Refusal.Rule("document.filed_already", ("documentId", same.Document.Value));
        return standing.Count >= Most ? Refusal.Rule("document.too_many", ("most", Most)) : DealAnswer.One(new DocumentFiled(by, it.File));
    }

    internal static DealAnswer Withdraw(Deal.Live deal, WithdrawDocument it, Circumstance circumstance)
    {
        var by = SideOf(deal, circumstance);
        return deal.Documents.Find(d => d.Document == it.Document) switch
        {
            null => Refusal.Unknown("document.unknown"),
            { } other when other.By != by => Refusal.Forbidden("document.not_yours"),
            { Withdrawn: true } => Refusal.Rule("document.withdrawn_already"),
            _ => DealAnswer.One(new DocumentWithdrawn(it.Document, by, it.Reason)),
        };
    }
}
