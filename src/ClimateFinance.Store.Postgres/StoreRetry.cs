using System.Runtime.ExceptionServices;
using Polly;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// A named pipeline that is entered only when something went wrong: the first attempt is made outside, where success costs nothing, and what it threw, if the
/// pipeline is about that, becomes the first outcome in it. Pauses and attempts are as if all had gone through it.
/// </summary>
internal sealed class StoreRetry(ResiliencePipeline pipeline, Func<Exception, bool> applies)
{
    /// <param name="attempt">What may be done more than once.</param>
    /// <param name="state">Handed to each attempt.</param>
    /// <param name="cancellation">Ends attempts and pauses.</param>
    public async ValueTask<T> RunAsync<TState, T>(Func<TState, CancellationToken, ValueTask<T>> attempt, TState state, CancellationToken cancellation)
    {
        Exception? first;
        try
        {
            return await attempt(state, cancellation);
        }
        catch (Exception e) when (applies(e))
        {
            first = e;
        }

        return await pipeline.ExecuteAsync(
            token =>
            {
                if (Interlocked.Exchange(ref first, null) is { } failed) ExceptionDispatchInfo.Throw(failed);
                return attempt(state, token);
            },
            cancellation);
    }
}
