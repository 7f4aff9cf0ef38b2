using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Products;

namespace ClimateFinance.Api.Features.Products;

/// <summary>POST /products/{id}/retirement: off the market for good.</summary>
internal static class RetireProduct
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder products) => products.MapPost("/{productId:guid}/retirement", Handle)
        .Command<ProductReceipt>(nameof(RetireProduct), "Take the product off the market for good; deals that stand go on")
        .For(Audience.Bank)
        .Example(new Request("产品到期"), ProductReceipt.Example with { Version = 5, Status = "retired", Revision = null });

    private static async Task<IResult> Handle(Guid productId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await ProductMove.RunAsync(run, run.Existing<Product>(productId), () => new Domain.Products.RetireProduct(reason), cancellation);
    }
}
