using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Products;

namespace ClimateFinance.Api.Features.Products;

/// <summary>POST /products/{id}/suspension: off the market for a time.</summary>
internal static class SuspendProduct
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder products) => products.MapPost("/{productId:guid}/suspension", Handle)
        .Command<ProductReceipt>(nameof(SuspendProduct), "Take the product off the market for a time; deals that stand go on")
        .For(Audience.Bank)
        .Example(new Request("年度额度调整"), ProductReceipt.Example with { Version = 3, Status = "suspended" });

    private static async Task<IResult> Handle(Guid productId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await ProductMove.RunAsync(run, run.Existing<Product>(productId), () => new Domain.Products.SuspendProduct(reason), cancellation);
    }
}
