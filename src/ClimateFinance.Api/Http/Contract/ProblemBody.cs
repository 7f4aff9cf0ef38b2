namespace ClimateFinance.Api.Http.Contract;

/// <summary>An RFC 9457 problem.</summary>
/// <param name="Type">A URN that ends in the code.</param>
/// <param name="Title">What kind of no this is, in the caller's language.</param>
/// <param name="Status">As the HTTP status.</param>
/// <param name="Detail">What happened here, with the figures.</param>
/// <param name="Code">Stable, for machines.</param>
/// <param name="TraceId">For the operator's logs.</param>
/// <param name="Errors">Per field, by its JSON name: what is wrong with it.</param>
/// <param name="Figures">The figures that the detail quotes.</param>
/// <param name="Error">At the token endpoint: the word of RFC 6749.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string TraceId,
    IReadOnlyDictionary<string, IReadOnlyList<ProblemError>>? Errors = null,
    IReadOnlyDictionary<string, object?>? Figures = null,
    string? Error = null);

/// <summary>What is wrong with one field.</summary>
/// <param name="Code">Stable, for machines.</param>
/// <param name="Detail">In the caller's language.</param>
/// <param name="Figures">The figures that the detail quotes.</param>
internal sealed record ProblemError(string Code, string Detail, IReadOnlyDictionary<string, object?>? Figures = null);
