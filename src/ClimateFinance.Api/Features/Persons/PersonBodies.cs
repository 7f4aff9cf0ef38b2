using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>Whose a person is.</summary>
internal enum PersonKind
{
    /// <summary>A credit officer of a bank 客户经理.</summary>
    Officer,

    /// <summary>A contact of an enterprise 联系人.</summary>
    Contact,
}

/// <summary>How to reach a person.</summary>
internal sealed record PersonBody(string Name, string Position, string? Phone = null, string? Email = null)
{
    public PersonBody Read(Check check)
    {
        var (phone, email) = (check.TextOrNull("phone", Phone, 40), check.TextOrNull("email", Email, 200));
        if (phone is not null && !phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')')) check.Flawed("phone", Refusal.Shape("phone.wrong_form"));
        if (email is not null && (email.IndexOf('@', StringComparison.Ordinal) is var at && (at < 1 || at == email.Length - 1 || at != email.LastIndexOf('@'))))
            check.Flawed("email", Refusal.Shape("email.wrong_form"));
        return new PersonBody(check.Text("name", Name, 100), check.Text("position", Position, 100), phone, email);
    }

    public static PersonBody Example { get; } = new("王某", "绿色金融部客户经理", "0310-0000000", "officer@bank.example");
}

/// <summary>The answer to a command on a person; it repeats nothing personal, because answers are kept for a while.</summary>
internal sealed record PersonReceipt(Guid PersonId, string Status)
{
    public static PersonReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d04"), "known");
}

/// <summary>A person. Once erased, only the id and the organisation are left.</summary>
internal sealed record PersonView(
    Guid PersonId, Guid OrganisationId, PersonKind Kind, string? Name, string? Position, string? Phone, string? Email,
    DateTimeOffset CreatedAt, DateTimeOffset? ErasedAt);
