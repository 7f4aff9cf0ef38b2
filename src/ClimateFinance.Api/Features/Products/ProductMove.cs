using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Products;

/// <summary>What the moves on one product have in common: decide, append, answer with a receipt.</summary>
internal static class ProductMove
{
    /// <param name="command">Made after the load, because it may carry facts that were loaded.</param>
    public static Task<IResult> RunAsync(
        CommandRun run, StreamSlot<Product> product, Func<ICommand<Product>> command, CancellationToken cancellation)
    {
        var after = product.State;
        return run.RunAsync(
            work => after = work.Decide(product, command()),
            work => ProductReceipt.Of(product.Id!.Value, work.VersionOf(product.Id!.Value), after),
            cancellation);
    }
}
