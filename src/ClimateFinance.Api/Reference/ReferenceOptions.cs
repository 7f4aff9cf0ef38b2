namespace ClimateFinance.Api.Reference;

/// <summary>Where reference data comes from: section <c>Reference</c> of the configuration.</summary>
public sealed record ReferenceOptions
{
    public const string Section = "Reference";

    /// <summary>A folder whose files replace the built-in ones of the same name; null for the built-in data alone.</summary>
    public string? Folder { get; init; }
}

/// <summary>Puts the reference data into the host.</summary>
public static class ReferenceDataServices
{
    /// <summary>Loads the reference data at once, so that a broken file stops the start and not a later request.</summary>
    /// <exception cref="SeedFileException">A file is broken, or the folder has a file that replaces nothing.</exception>
    public static IServiceCollection AddReferenceData(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(ReferenceOptions.Section).Get<ReferenceOptions>() ?? new ReferenceOptions();
        return services.AddSingleton(ReferenceData.Load(options));
    }
}
