namespace ClimateFinance.Api.Http;

/// <summary>
/// Maps routes as the framework does, but compiles what binds a request to its handler when the first request comes: the host has near two
/// hundred routes, a start needs few of them, and compiling all took a good part of it. Closer to a group than the framework's own methods
/// of the same names, so a feature that maps into a group gets these.
/// </summary>
internal static class LateRoutes
{
    public static RouteHandlerBuilder MapGet(this RouteGroupBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Get);

    public static RouteHandlerBuilder MapPost(this RouteGroupBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Post);

    public static RouteHandlerBuilder MapPut(this RouteGroupBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Put);

    public static RouteHandlerBuilder MapDelete(this RouteGroupBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Delete);

    private static RouteHandlerBuilder Map(RouteGroupBuilder routes, string pattern, Delegate handler, string method) =>
        RouteHandlerServices.Map(
            routes, pattern, handler, [method], RequestDelegateFactory.InferMetadata,
            (mapped, options, inferred) =>
            {
                var bound = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(mapped, options, inferred).RequestDelegate);
                return new RequestDelegateResult(http => bound.Value(http), inferred?.EndpointMetadata ?? []);
            });
}
