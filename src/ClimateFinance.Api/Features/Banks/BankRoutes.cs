namespace ClimateFinance.Api.Features.Banks;

/// <summary>Bank branches 银行: registration and verification.</summary>
internal static class BankRoutes
{
    public static void MapBanks(this RouteGroupBuilder api)
    {
        var banks = api.MapGroup("/banks").WithTags("Banks");
        RegisterBank.Map(banks);
        ReviseBankProfile.Map(banks);
        VerifyBank.Map(banks);
        SuspendBank.Map(banks);
        ReinstateBank.Map(banks);
        ListBanks.Map(banks);
        GetBank.Map(banks);
    }
}
