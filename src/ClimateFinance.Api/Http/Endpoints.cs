using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;

namespace ClimateFinance.Api.Http;

/// <summary>What commands and lists have in common, said once.</summary>
internal static class Endpoints
{
    /// <summary>
    /// A command that changes an existing resource: <c>If-Match</c> demanded, <c>Idempotency-Key</c> taken, answers 200 with the reply.
    /// </summary>
    /// <param name="name">The operationId: the folder, the command and the test class have the same name.</param>
    public static RouteHandlerBuilder Command<TReply>(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary)
            .WithMetadata(new CommandMetadata(Versioned: true))
            .Produces<TReply>();

    /// <summary>A command that creates a resource: answers 201 with its address.</summary>
    public static RouteHandlerBuilder Creation<TReply>(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary)
            .WithMetadata(new CommandMetadata(Versioned: false))
            .Produces<TReply>(StatusCodes.Status201Created);

    /// <summary>A command that adds a part to an existing resource: <c>If-Match</c> demanded, answers 201 with the part's address.</summary>
    public static RouteHandlerBuilder Addition<TReply>(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary)
            .WithMetadata(new CommandMetadata(Versioned: true))
            .Produces<TReply>(StatusCodes.Status201Created);

    /// <summary>A command on something that is no stream and has no version: no <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder Unversioned<TReply>(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary)
            .WithMetadata(new CommandMetadata(Versioned: false))
            .Produces<TReply>();

    /// <summary>Sets long work going: answers 202 with the address of a status resource.</summary>
    public static RouteHandlerBuilder Started<TReply>(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary)
            .WithMetadata(new CommandMetadata(Versioned: false))
            .Produces<TReply>(StatusCodes.Status202Accepted);

    /// <summary>Works something out from a body and stores nothing: neither <c>If-Match</c> nor <c>Idempotency-Key</c> mean anything here.</summary>
    public static RouteHandlerBuilder Calculation<TReply>(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary)
            .WithMetadata(new CalculationMetadata())
            .Produces<TReply>()
            .Refusing(409);

    /// <summary>A single resource, with its ETag.</summary>
    public static RouteHandlerBuilder Query<TReply>(this RouteHandlerBuilder route, string name, string summary, params string[] filters) =>
        route.Describe(name, summary)
            .WithMetadata(new QueryMetadata(filters, Paged: false))
            .Produces<TReply>()
            .Produces(StatusCodes.Status304NotModified);

    /// <summary>A list in pages, with the filters it knows; any other query parameter is refused.</summary>
    public static RouteHandlerBuilder List<TItem>(this RouteHandlerBuilder route, string name, string summary, params string[] filters) =>
        route.Describe(name, summary)
            .WithMetadata(new QueryMetadata(filters, Paged: true))
            .Produces<Page<TItem>>();

    /// <summary>A table that is handed out as a file, and as JSON where that has a shape of its own.</summary>
    public static RouteHandlerBuilder Table(this RouteHandlerBuilder route, string name, string summary, Type? json, params string[] filters)
    {
        route.Describe(name, summary).WithMetadata(new FileMetadata(), new QueryMetadata(filters, Paged: false));
        if (json is not null) route.Produces(StatusCodes.Status200OK, json);
        return route;
    }

    /// <summary>A document as it was filed, to be saved.</summary>
    public static RouteHandlerBuilder Document(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary).WithMetadata(new DownloadMetadata());

    /// <summary>Events as they come (server-sent events): open until the token ends.</summary>
    public static RouteHandlerBuilder Events(this RouteHandlerBuilder route, string name, string summary) =>
        route.Describe(name, summary).WithMetadata(new EventsMetadata());

    /// <summary>Refuses flawed bodies, flawed pages and unknown query parameters before any handler runs.</summary>
    public static RouteGroupBuilder WithStrictInput(this RouteGroupBuilder group) =>
        group.AddEndpointFilter(async (context, next) =>
        {
            if (FlawedParameters(context.HttpContext) is { Count: > 0 } flawed) return Problem.Of(flawed);
            if (context.HttpContext.Items.TryGetValue(typeof(PageRequest), out var page)) return page;
            foreach (var argument in context.Arguments)
            {
                if (argument is IRequestBody { Flaws.Count: > 0 } body) return Problem.Of(body.Flaws);
            }

            return await next(context);
        });

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string name, string summary) =>
        route.WithName(name).WithSummary(summary);

    /// <summary>Refusals that do not follow from what an operation is (its address, body, security), for the contract.</summary>
    public static RouteHandlerBuilder Refusing(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses) =>
        route.WithMetadata(new RefusalMetadata(statuses.ToArray()));

    /// <summary>Parameters that the endpoint does not know, and NUL, which no column of the database takes.</summary>
    private static List<Flaw> FlawedParameters(HttpContext http)
    {
        var known = http.GetEndpoint()?.Metadata.GetMetadata<QueryMetadata>()?.Parameters ?? [];
        return
        [
            .. http.Request.Query.Keys.Where(key => !known.Contains(key, StringComparer.Ordinal))
                .Select(key => Flaw.Of(key, "query.unknown", ("known", string.Join(", ", known)))),
            .. http.Request.Query.Where(given => given.Value.ToString().Contains('\0', StringComparison.Ordinal)).Select(given => Flaw.Of(given.Key, "text.control_character")),
        ];
    }
}
