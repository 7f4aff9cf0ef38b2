namespace ClimateFinance.Api.Http.Contract;

/// <summary>Marks a command; <paramref name="Versioned"/> ones demand <c>If-Match</c>.</summary>
internal sealed record CommandMetadata(bool Versioned);

/// <summary>The query parameters an endpoint knows.</summary>
internal sealed record QueryMetadata(IReadOnlyList<string> Filters, bool Paged)
{
    public IReadOnlyList<string> Parameters { get; } = Paged ? [.. Filters, "limit", "cursor"] : Filters;
}

/// <summary>Works something out and stores nothing, whatever its method.</summary>
internal sealed record CalculationMetadata;

/// <summary>Answers with a CSV or XLSX file, whatever else it can answer with.</summary>
internal sealed record FileMetadata;

/// <summary>Takes a document as its body.</summary>
internal sealed record UploadMetadata;

/// <summary>Answers with a document as it was filed.</summary>
internal sealed record DownloadMetadata;

/// <summary>Answers with server-sent events.</summary>
internal sealed record EventsMetadata;

/// <summary>Answers as a page to print and as plain text too, where that is asked for.</summary>
internal sealed record TextFormsMetadata;

/// <summary>Refusals that do not follow from what the endpoint is.</summary>
internal sealed record RefusalMetadata(IReadOnlyList<int> Statuses);

/// <summary>Examples shown in the contract.</summary>
internal sealed record ExampleMetadata(object? Request, object? Response);

internal static class Examples
{
    /// <summary>Shows a request and a response in the contract; either may be null.</summary>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, object? request, object? response) =>
        route.WithMetadata(new ExampleMetadata(request, response));
}
