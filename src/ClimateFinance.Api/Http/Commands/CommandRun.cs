using System.Diagnostics;
using System.Text.Json;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Http.Commands;

/// <summary>
/// One command's way through the house: load what it needs (one round trip, or none where <see cref="StreamMemory"/> has it), decide, write everything
/// (one round trip), answer.
/// Made per request. A use case first says what it needs (<see cref="Existing{TState}(Guid)"/>, <see cref="Also{TState}(Guid)"/>,
/// <see cref="Rows{T}"/>), then calls one of the <c>RunAsync</c> methods.
/// </summary>
internal sealed class CommandRun(
    IEventStore store, StreamMemory memory, Rulebook rules, IdSource ids, TimeProvider time, IHttpContextAccessor accessor)
{
    /// <summary>How often a decision is taken anew because another writer was first. Each time it sees the newer facts.</summary>
    private const int MaxAttempts = 10;

    private readonly HttpContext http = accessor.HttpContext ?? throw new InvalidOperationException("A command needs a request.");
    private readonly Load load = new();
    private StreamPart? versioned;
    private AnswerSlot? answered;
    private Caller? caller;

    public Caller Caller => caller ??= CallerClaims.Of(http.User);

    /// <summary>The policy, calendar and rates in force.</summary>
    public Rulebook Rules => rules;

    public Guid NewId() => ids.Next();

    /// <summary>What is loaded, for a ground that queries share with commands.</summary>
    public Load Loading => load;

    /// <summary>The stream that this command changes; the caller must state its version in <c>If-Match</c>.</summary>
    public StreamSlot<TState> Existing<TState>(Guid id)
        where TState : class, IState<TState>
    {
        var slot = load.Stream<TState>(id);
        versioned = slot;
        return slot;
    }

    /// <summary>A further stream that the decision reads or changes.</summary>
    public StreamSlot<TState> Also<TState>(Guid id)
        where TState : class, IState<TState> => load.Stream<TState>(id);

    /// <summary>A further stream, found by a query on the read models.</summary>
    public StreamSlot<TState> Also<TState>(Sql via)
        where TState : class, IState<TState> => load.Stream<TState>(via);

    /// <summary>Facts from the read models.</summary>
    public RowsSlot<T> Rows<T>(Sql query, Func<System.Data.Common.DbDataReader, T> map) => load.Rows(query, map);

    /// <summary>Changes what exists: 200 with the new version.</summary>
    public Task<IResult> RunAsync<TReply>(Action<Work> decide, Func<Work, TReply> reply, CancellationToken cancellation) =>
        RunCoreAsync(decide, work => (StatusCodes.Status200OK, (string?)null, (long?)VersionAfter(work), reply(work)), cancellation);

    /// <summary>Creates something: 201 with its address and version 1 and up.</summary>
    public Task<IResult> CreateAsync<TReply>(
        Guid id, Func<Guid, string> location, Action<Work> decide, Func<Work, TReply> reply, CancellationToken cancellation) =>
        RunCoreAsync(decide, work => (StatusCodes.Status201Created, (string?)location(id), (long?)work.VersionOf(id), reply(work)), cancellation);

    /// <summary>Adds a part to what exists: 201 with the part's address and the whole's new version.</summary>
    public Task<IResult> AddAsync<TReply>(string location, Action<Work> decide, Func<Work, TReply> reply, CancellationToken cancellation) =>
        RunCoreAsync(decide, work => (StatusCodes.Status201Created, location, (long?)VersionAfter(work), reply(work)), cancellation);

    /// <summary>
    /// Why the command would be refused as things stand, for one with much to do before it can be decided; null when nothing stands against it, or when
    /// its key was answered before, and what comes must be held to what came then.
    /// </summary>
    public async Task<IResult?> RefusalAsync(Action<Work> decide, CancellationToken cancellation)
    {
        var (key, malformed) = Idempotency.KeyOf(http.Request);
        if (malformed is not null) return malformed;
        if (key is not null) answered = load.Answer(Idempotency.ScopeOf(Caller, http.Request), key);
        await store.LoadAsync(load, cancellation);
        if (answered?.First is { } first && first.At > time.GetUtcNow() - Idempotency.Kept) return null;
        var work = new Work(new Circumstance(time.GetUtcNow(), Caller));
        decide(work);
        return RefusedBy(work);
    }

    /// <summary>Writes to tables outside the events: no version, no ETag.</summary>
    public Task<IResult> RecordAsync<TReply>(
        int status, string? location, Action<Work> decide, Func<Work, TReply> reply, CancellationToken cancellation) =>
        RunCoreAsync(decide, work => (status, location, (long?)null, reply(work)), cancellation);

    private async Task<IResult> RunCoreAsync<TReply>(
        Action<Work> decide, Func<Work, (int Status, string? Location, long? Version, TReply Body)> reply, CancellationToken cancellation)
    {
        var (key, malformed) = Idempotency.KeyOf(http.Request);
        if (malformed is not null) return malformed;

        var scope = Idempotency.ScopeOf(Caller, http.Request);
        answered ??= key is null ? null : load.Answer(scope, key);
        var hash = key is null ? [] : await Idempotency.HashAsync(http);

        var asked = key is null;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var recalled = attempt == 0 && load.Parts.Count > 0 && memory.TryFill(load);
            if (!recalled) await store.LoadAsync(load, cancellation);
            if (answered?.First is { } first)
            {
                if (first.At > time.GetUtcNow() - Idempotency.Kept) return Idempotency.Replay(first, hash);
                await ForgetAsync(first, cancellation);
            }

            var work = new Work(new Circumstance(time.GetUtcNow(), Caller));
            decide(work);
            var refused = RefusedBy(work);

            // What is remembered may be overtaken. The commit holds it against the database only where it appends; and nobody is refused for it.
            if (recalled && (refused is not null || !AppendsToAll(work))) continue;
            if (refused is not null) return refused;

            var (status, location, version, body) = reply(work);
            var answer = new Reply(status, version is { } to ? ETags.Of(to) : null, location, JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options));
            CommitOutcome outcome;
            try
            {
                outcome = await store.CommitAsync(CommitOf(work, key is null ? null : AnswerOf(scope, key, hash, answer, work)), cancellation);
            }
            catch (StoreUnavailableException lost) when (!asked && lost is { OutcomeUnknown: true, InnerException: not TimeoutException })
            {
                // The key tells whether it was stored: found, it is answered; not found, a second writing cannot pass beside the first. Once only:
                // a caller who hears 503 asks again himself.
                asked = true;
                continue;
            }

            switch (outcome)
            {
                case CommitOutcome.Done:
                    foreach (var append in work.Appends) memory.Keep(append.Stream, work.States[append.Stream], append.ExpectedVersion + append.Events.Count);
                    return answer;

                // The first time another writer may just have been faster: with what it wrote the decision can be another.
                case CommitOutcome.Taken when attempt == 0: continue;
                case CommitOutcome.Taken taken: return Problem.Of(TakenValues.Refusal(taken.Constraint));
                case CommitOutcome.Conflict conflict:
                    memory.Forget(conflict.Stream);
                    continue;
                case CommitOutcome.AnsweredAlready or CommitOutcome.Guarded: continue;
                default: throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
            }
        }

        return Problem.Of(StatusCodes.Status409Conflict, "command.too_much_contention", ("attempts", MaxAttempts));
    }

    private bool AppendsToAll(Work work) => load.Parts.All(part => part is not StreamPart { Id: var id } || work.Appends.Any(append => append.Stream == id));

    /// <summary>An answer whose time is over gives its key free. Of two that do so at once one finds nothing to forget, and later the other's answer.</summary>
    private Task ForgetAsync(Answer expired, CancellationToken cancellation)
    {
        var forget = new Sql("delete from idempotency_answer where scope = $1 and key = $2 and at = $3", expired.Scope, expired.Key, expired.At);
        return store.CommitAsync(new Commit(time.GetUtcNow(), ContextOf()).With(forget), cancellation);
    }

    /// <summary>What is not the caller's to know comes before any word on versions, and those before any rule.</summary>
    private Problem? RefusedBy(Work work) => work.Refusal switch
    {
        { Kind: RefusalKind.Unknown } unknown => Problem.Of(unknown),
        var refusal => Precondition() ?? (refusal is null ? null : Problem.Of(refusal)),
    };

    private Problem? Precondition()
    {
        if (versioned is null) return null;
        var (expected, problem) = ETags.Expected(http.Request);
        if (problem is not null) return problem;
        return expected == versioned.Version
            ? null
            : Problem.Of(StatusCodes.Status412PreconditionFailed, "etag.stale", ("given", expected), ("current", versioned.Version));
    }

    private long VersionAfter(Work work) => work.VersionOf((versioned ?? throw new InvalidOperationException("Nothing versioned was loaded.")).Id!.Value);

    private Commit CommitOf(Work work, Answer? answer)
    {
        var commit = new Commit(work.Circumstance.At, ContextOf()) { Answer = answer };
        foreach (var append in work.Appends) commit.Append(append.Stream, append.Category, append.ExpectedVersion, append.Events);
        foreach (var statement in work.AlsoWritten) commit.With(statement);
        foreach (var guard in work.Guards) commit.Require(guard);
        return commit;
    }

    private EventContext ContextOf() => new(
        Caller.Actor, Caller.Role, Caller.Organisation, Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier, http.TraceIdentifier, rules.Policy.Version);

    private static Answer AnswerOf(string scope, string key, byte[] hash, Reply reply, Work work) =>
        new(scope, key, hash, reply.Status, reply.ETag, reply.Location, reply.Json, work.Circumstance.At);
}
