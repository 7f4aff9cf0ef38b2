namespace ClimateFinance.Api.Http.Commands;

/// <summary>New ids: UUIDv7, so that they sort by the time they were made.</summary>
internal sealed class IdSource(TimeProvider time)
{
#pragma warning disable RS0030 // The one place where ids are made.
    public Guid Next() => Guid.CreateVersion7(time.GetUtcNow());
#pragma warning restore RS0030
}
