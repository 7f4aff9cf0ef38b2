using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>POST /products/{id}/publication: the draft comes into force as the next revision.</summary>
internal static class PublishProduct
{
    public static void Map(RouteGroupBuilder products) => products.MapPost("/{productId:guid}/publication", Handle)
        .Command<ProductReceipt>(nameof(PublishProduct), "Put the draft into force as the next, immutable revision")
        .For(Audience.Bank)
        .Example(null, ProductReceipt.Example);

    private static Task<IResult> Handle(Guid productId, CommandRun run, CancellationToken cancellation)
    {
        var product = run.Existing<Product>(productId);
        var facts = run.Rows(
            new Sql(
                """
                select b.status = 'verified', coalesce(q.reserved_cny + q.used_cny, 0)
                from product p join bank b on b.id = p.bank_id left join product_quota q on q.product_id = p.id
                where p.id = $1
                """,
                productId),
            row => (BankVerified: row.GetBoolean(0), Committed: new Cny(row.GetDecimal(1))));

        var after = product.State;
        return run.RunAsync(
            work =>
            {
                var (bankVerified, committed) = facts.Rows.Count == 1 ? facts.One : (false, Cny.Zero);
                after = work.Decide(product, new Domain.Products.PublishProduct(bankVerified, committed));
                work.Require(QuotaGuard.Of(new ProductId(productId)));
            },
            work => ProductReceipt.Of(productId, work.VersionOf(productId), after),
            cancellation);
    }
}
