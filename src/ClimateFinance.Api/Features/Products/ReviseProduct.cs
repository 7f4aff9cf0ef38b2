using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Products;

namespace ClimateFinance.Api.Features.Products;

/// <summary>PUT /products/{id}: change the draft of the next revision; what is published stays until the draft is published.</summary>
internal static class ReviseProduct
{
    internal sealed record Request(ProductTermsBody Terms);

    public static void Map(RouteGroupBuilder products) => products.MapPut("/{productId:guid}", Handle)
        .Command<ProductReceipt>(nameof(ReviseProduct), "Change the draft of the next revision")
        .For(Audience.Bank)
        .Example(new Request(ProductTermsBody.Example), ProductReceipt.Example with { Version = 3 });

    private static async Task<IResult> Handle(Guid productId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var terms = body.Value.Terms.Read(check, "terms");
        if (check.Failed) return check.Problem();

        var product = run.Existing<Product>(productId);
        return await ProductMove.RunAsync(run, product, () => new Domain.Products.ReviseProduct(terms), cancellation);
    }
}
