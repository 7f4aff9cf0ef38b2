namespace ClimateFinance.Api.Features.Deals;

/// <summary>How large a document may be, under <c>Documents</c> in the configuration.</summary>
internal sealed record DocumentLimits
{
    private const string Section = "Documents";
    private const long Least = 1_024;
    private const long Greatest = 1_024L * 1_024 * 1_024;

    /// <summary>20 MiB unless it is configured.</summary>
    public long MaxBytes { get; init; } = 20 * 1_024 * 1_024;

    /// <exception cref="InvalidOperationException">It is out of its range.</exception>
    public static DocumentLimits Of(IConfiguration configuration)
    {
        var limits = configuration.GetSection(Section).Get<DocumentLimits>() ?? new DocumentLimits();
        return limits.MaxBytes is >= Least and <= Greatest ? limits : throw new InvalidOperationException($"{Section}:{nameof(MaxBytes)} must be {Least} to {Greatest}.");
    }
}
