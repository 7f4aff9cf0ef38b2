using System.Collections.Concurrent;
using System.Collections.Frozen;
using Npgsql;
using NpgsqlTypes;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// One round trip that writes a <see cref="Commit"/>: a batch is one implicit transaction, which commits with its last message.
/// The order of the statements is the order of their locks. The answer comes first, so that of two requests under one key the later
/// hears exactly that; then the streams, by id when there are several; then what follows from the events; the guards see all of it.
/// </summary>
internal sealed class CommitBatch(EventRegistry registry, IReadOnlyList<Projection> projections)
{
    private const string KeepAnswer =
        "insert into idempotency_answer (scope, key, request_hash, status, etag, location, body, at) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    private const string LockStreams = "select 1 from mt_streams where id = any ($1) order by id for no key update";

    private static readonly ConcurrentDictionary<(string Condition, int Arguments), string> GuardTexts = new();

    private readonly FrozenDictionary<string, Projection[]> followers = projections
        .SelectMany(p => p.Categories, (projection, category) => (projection, category))
        .GroupBy(pair => pair.category, pair => pair.projection)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Of one stream, at its expected version.</summary>
    public AppendStatements Appends { get; } = new(registry);

    /// <summary>The statements of a commit; a batch takes them for one attempt only.</summary>
    public IReadOnlyList<Sql> Follow(Commit commit)
    {
        var statements = new List<Sql>();
        foreach (var append in commit.Appends)
        {
            if (!followers.TryGetValue(append.Category, out var interested)) continue;
            var version = append.ExpectedVersion;
            foreach (var happened in append.Events)
            {
                var recorded = new RecordedEvent(0, append.Stream, append.Category, ++version, happened, commit.At, commit.Context);
                foreach (var projection in interested) projection.Project(recorded, statements);
            }
        }

        return statements;
    }

    public NpgsqlBatch Build(NpgsqlConnection connection, Commit commit, IReadOnlyList<Sql> follow)
    {
        var batch = new NpgsqlBatch(connection);
        var commands = batch.BatchCommands;
        First(commands, commit);
        if (commit.Appends.Count > 0)
        {
            var headers = EventHeaders.Write(commit.Context);
            foreach (var append in commit.Appends) Appends.AddTo(commands, append, commit, headers);
        }

        Last(commands, commit, follow);
        return batch;
    }

    /// <summary>What comes before the appends: the answer, and the locks of several streams.</summary>
    public static void First(NpgsqlBatchCommandCollection commands, Commit commit)
    {
        if (commit.Answer is { } answer) commands.Add(Keep(answer));
        if (commit.Appends.Count > 1) commands.Add(Lock(commit.Appends));
    }

    /// <summary>What comes after them: read models, other tables, guards.</summary>
    public static void Last(NpgsqlBatchCommandCollection commands, Commit commit, IReadOnlyList<Sql> follow)
    {
        foreach (var statement in follow) commands.Add(SqlBinding.ToCommand(statement));
        foreach (var statement in commit.Also) commands.Add(SqlBinding.ToCommand(statement));
        foreach (var guard in commit.Guards) commands.Add(Require(guard));
    }

    private static NpgsqlBatchCommand Keep(Answer answer) => new(KeepAnswer)
    {
        Parameters =
        {
            SqlBinding.Text(answer.Scope),
            SqlBinding.Text(answer.Key),
            SqlBinding.Bytes(answer.RequestHash),
            SqlBinding.Integer(answer.Status),
            SqlBinding.Text(answer.ETag),
            SqlBinding.Text(answer.Location),
            SqlBinding.Bytes(answer.Body),
            SqlBinding.Instant(answer.At),
        },
    };

    /// <summary>Two commits that touch the same streams wait for one another here and cannot lock crosswise.</summary>
    public static NpgsqlBatchCommand Lock(IReadOnlyList<StreamAppend> appends) => new(LockStreams)
    {
        Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = appends.Select(a => a.Stream).ToArray() } },
    };

    private static NpgsqlBatchCommand Require(Guard guard)
    {
        var text = GuardTexts.GetOrAdd(
            (guard.Condition.Text, guard.Condition.Arguments.Count),
            static key => $"select store_require(false, ${key.Arguments + 1}) where ({key.Condition}) is not true");
        var command = new NpgsqlBatchCommand(text);
        SqlBinding.Bind(command.Parameters, guard.Condition);
        command.Parameters.Add(SqlBinding.Text(guard.Name));
        return command;
    }
}
