using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>A document handed over. The content stays with the parties, or is filed under <c>/files</c>; its SHA-256 (64 lower-case hex digits) tells later whether it is the same.</summary>
internal sealed record DocumentBody(string Kind, string Name, string Sha256)
{
    public ProvidedDocument Read(Check check, string field)
    {
        if (Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigitLower)) check.Flawed($"{field}.sha256", Refusal.Shape("sha256.wrong_form", ("given", Sha256)));
        return new ProvidedDocument(check.Text($"{field}.kind", Kind, 60), check.Text($"{field}.name", Name, 200), Sha256);
    }
}
