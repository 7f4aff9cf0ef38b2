namespace ClimateFinance.Domain.Shared;

/// <summary>
/// A domain value that stands for one raw value in JSON and SQL. <c>Create</c> (on each type) validates what comes from outside;
/// <see cref="Hydrate"/> trusts what history holds, because a limit that changes later must not make a stored fact unreadable.
/// </summary>
public interface IScalar<TSelf, TRaw>
    where TSelf : struct, IScalar<TSelf, TRaw>
{
    TRaw Value { get; }

    static abstract TSelf Hydrate(TRaw raw);
}
