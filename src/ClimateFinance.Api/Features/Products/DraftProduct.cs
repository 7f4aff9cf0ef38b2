using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Products;

/// <summary>POST /products: a bank begins a product.</summary>
internal static class DraftProduct
{
    /// <param name="Illustrative">Its figures are made for demonstration; shown as such for ever.</param>
    internal sealed record Request(ProductTermsBody Terms, bool Illustrative = false);

    public static void Map(RouteGroupBuilder products) => products.MapPost("/", Handle)
        .Creation<ProductReceipt>(nameof(DraftProduct), "Begin a product")
        .For(Audience.Bank)
        .Example(new Request(ProductTermsBody.Example), ProductReceipt.Example with { Version = 1, Status = "draft", Revision = null });

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var terms = body.Value.Terms.Read(check, "terms");
        if (check.Failed) return check.Problem();

        var id = run.NewId();
        var bank = new BankId(run.Caller.Organisation ?? Guid.Empty);
        var product = Product.Initial;
        return await run.CreateAsync(
            id,
            made => $"/api/v1/products/{made}",
            work => product = work.Begin(id, new Domain.Products.DraftProduct(new ProductId(id), bank, terms, body.Value.Illustrative)),
            work => ProductReceipt.Of(id, work.VersionOf(id), product),
            cancellation);
    }
}
