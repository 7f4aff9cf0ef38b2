using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>One row a bank branch.</summary>
internal sealed class BankProjection : Projection
{
    public override string Name => "banks";

    public override IReadOnlyList<string> Tables => ["bank"];

    public override IReadOnlyList<string> Categories => [Bank.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        var (id, version, at) = (happened.Stream, happened.Version, happened.At);
        switch (happened.Data)
        {
            case BankRegistered e:
                statements.Add(new Sql(
                    """
                    insert into bank (id, version, changed_at, registered_at, name, uscc, region, bank_group, profile, status, reasons, illustrative)
                    values ($1, $2, $3, $3, $4, $5, $6, $7, $8, 'registered', '{}', $9)
                    """,
                    [id, version, at, .. Columns(e.Profile), e.Illustrative]));
                break;
            case BankProfileRevised e:
                statements.Add(new Sql(
                    """
                    update bank set version = $2, changed_at = $3, name = $4, uscc = $5, region = $6, bank_group = $7, profile = $8,
                        status = case when $9 then 'registered' else status end, reasons = '{}'
                    where id = $1
                    """,
                    [id, version, at, .. Columns(e.Profile), e.NeedsVerification]));
                break;
            case BankVerified:
                Stand(statements, happened, "verified");
                break;
            case BankRefused e:
                Stand(statements, happened, "refused", [.. e.Reasons]);
                break;
            case BankSuspended e:
                Stand(statements, happened, "suspended", e.Reason);
                break;
            case BankReinstated:
                Stand(statements, happened, "verified");
                break;
            default: throw Unknown(happened);
        }
    }

    private static SqlArgument[] Columns(BankProfile profile) =>
        [profile.Name, profile.Uscc.Value, profile.Region.Value, profile.Group.Wire(), SqlArgument.Json(profile)];

    private static void Stand(ICollection<Sql> statements, RecordedEvent happened, string status, params string[] reasons) =>
        statements.Add(new Sql(
            "update bank set version = $2, changed_at = $3, status = $4, reasons = $5 where id = $1",
            happened.Stream, happened.Version, happened.At, status, reasons));
}
