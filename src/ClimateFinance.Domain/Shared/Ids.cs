namespace ClimateFinance.Domain.Shared;

/// <summary>An enterprise 企业.</summary>
public readonly record struct EnterpriseId(Guid Value) : IScalar<EnterpriseId, Guid>
{
    public static EnterpriseId Hydrate(Guid raw) => new(raw);
}

/// <summary>A bank branch 银行.</summary>
public readonly record struct BankId(Guid Value) : IScalar<BankId, Guid>
{
    public static BankId Hydrate(Guid raw) => new(raw);
}

/// <summary>A low-carbon project 项目.</summary>
public readonly record struct ProjectId(Guid Value) : IScalar<ProjectId, Guid>
{
    public static ProjectId Hydrate(Guid raw) => new(raw);
}

/// <summary>A financing need 融资需求.</summary>
public readonly record struct NeedId(Guid Value) : IScalar<NeedId, Guid>
{
    public static NeedId Hydrate(Guid raw) => new(raw);
}

/// <summary>A green-credit product 金融产品.</summary>
public readonly record struct ProductId(Guid Value) : IScalar<ProductId, Guid>
{
    public static ProductId Hydrate(Guid raw) => new(raw);
}

/// <summary>A pairing 配对 of one need with one product.</summary>
public readonly record struct PairingId(Guid Value) : IScalar<PairingId, Guid>
{
    public static PairingId Hydrate(Guid raw) => new(raw);
}

/// <summary>A deal 对接: the follow-up that a mutual pairing opens.</summary>
public readonly record struct DealId(Guid Value) : IScalar<DealId, Guid>
{
    public static DealId Hydrate(Guid raw) => new(raw);
}

/// <summary>A matchmaking meeting 对接会.</summary>
public readonly record struct MeetingId(Guid Value) : IScalar<MeetingId, Guid>
{
    public static MeetingId Hydrate(Guid raw) => new(raw);
}

/// <summary>A whole-market round 撮合轮次.</summary>
public readonly record struct RoundId(Guid Value) : IScalar<RoundId, Guid>
{
    public static RoundId Hydrate(Guid raw) => new(raw);
}

/// <summary>A contact person or bank officer, kept outside the events so that it can be erased.</summary>
public readonly record struct PersonId(Guid Value) : IScalar<PersonId, Guid>
{
    public static PersonId Hydrate(Guid raw) => new(raw);
}

/// <summary>A document 材料 that a party of a deal filed.</summary>
public readonly record struct DocumentId(Guid Value) : IScalar<DocumentId, Guid>
{
    public static DocumentId Hydrate(Guid raw) => new(raw);
}
