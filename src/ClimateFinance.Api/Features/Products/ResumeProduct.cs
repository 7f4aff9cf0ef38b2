using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Products;

namespace ClimateFinance.Api.Features.Products;

/// <summary>POST /products/{id}/resumption: on the market again with the revision it had.</summary>
internal static class ResumeProduct
{
    public static void Map(RouteGroupBuilder products) => products.MapPost("/{productId:guid}/resumption", Handle)
        .Command<ProductReceipt>(nameof(ResumeProduct), "End the suspension")
        .For(Audience.Bank)
        .Example(null, ProductReceipt.Example with { Version = 4 });

    private static Task<IResult> Handle(Guid productId, CommandRun run, CancellationToken cancellation) =>
        ProductMove.RunAsync(run, run.Existing<Product>(productId), () => new Domain.Products.ResumeProduct(), cancellation);
}
