namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>Enterprises 企业: registration, verification, grades 绩效分级, penalties 环保处罚.</summary>
internal static class EnterpriseRoutes
{
    public static void MapEnterprises(this RouteGroupBuilder api)
    {
        var enterprises = api.MapGroup("/enterprises").WithTags("Enterprises");
        RegisterEnterprise.Map(enterprises);
        ReviseEnterpriseProfile.Map(enterprises);
        VerifyEnterprise.Map(enterprises);
        SuspendEnterprise.Map(enterprises);
        ReinstateEnterprise.Map(enterprises);
        RecordGrade.Map(enterprises);
        WithdrawGrade.Map(enterprises);
        RecordPenalty.Map(enterprises);
        WithdrawPenalty.Map(enterprises);
        ListEnterprises.Map(enterprises);
        GetEnterprise.Map(enterprises);
    }
}
