namespace ClimateFinance.Api.Features.Products;

/// <summary>Green-credit products 金融产品.</summary>
internal static class ProductRoutes
{
    public static void MapProducts(this RouteGroupBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        DraftProduct.Map(products);
        ReviseProduct.Map(products);
        PublishProduct.Map(products);
        SuspendProduct.Map(products);
        ResumeProduct.Map(products);
        RetireProduct.Map(products);
        ListProducts.Map(products);
        GetProduct.Map(products);
        GetProductQuota.Map(products);
    }
}
