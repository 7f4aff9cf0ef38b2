using System.Collections.Frozen;
using Npgsql;
using NpgsqlTypes;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// The statements that append to one stream at its expected version: first the stream, whose row everyone who appends to it has to lock, then its events.
/// A stream of another version is refused with <c>CF001</c>, by a unique key (it was started meanwhile) or by the events' foreign key (there is none);
/// see <see cref="CommitFailure"/>. Of each statement the first argument is the stream.
/// </summary>
internal sealed class AppendStatements(EventRegistry registry)
{
    private const string Start = "insert into mt_streams (id, type, version, timestamp, created) values ($1, $2, $3, $4, $4)";

    private const string Advance =
        "update mt_streams set version = case when version = $2 then $3 else store_stale(id) end, timestamp = $4 where id = $1";

    private const string Columns =
        "seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name";

    private const string One =
        $"insert into mt_events ({Columns}) values (nextval('mt_events_sequence'), $2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    private const string Many =
        $"""
        insert into mt_events ({Columns})
        select nextval('mt_events_sequence'), e.id, $1, $3 + e.place, e.data, e.type, $6, e.dotnet_type, $8, $9, $10, $11
        from unnest($2, $4, $5, $7) with ordinality as e (id, data, type, dotnet_type, place)
        """;

    private const string None = "select store_stale($1) where exists (select from mt_streams where id = $1)";

    private const string Still = "select store_stale($1) where not exists (select from mt_streams where id = $1 and version = $2 for share)";

    private readonly FrozenDictionary<Type, string> dotnetTypes =
        registry.Kinds.ToFrozenDictionary(kind => kind.Type, kind => $"{kind.Type.FullName}, {kind.Type.Assembly.GetName().Name}");

    /// <param name="commands">Where they are added.</param>
    /// <param name="append">No events: only the check.</param>
    /// <param name="commit">Whose it is.</param>
    /// <param name="headers"><see cref="EventHeaders"/> of the commit.</param>
    public void AddTo(NpgsqlBatchCommandCollection commands, StreamAppend append, Commit commit, byte[] headers)
    {
        var (stream, expected, added) = (SqlBinding.Uuid(append.Stream), append.ExpectedVersion, append.Events.Count);
        commands.Add((added, expected) switch
        {
            (0, 0) => new(None) { Parameters = { stream } },
            (0, _) => new(Still) { Parameters = { stream, SqlBinding.BigInt(expected) } },
            (_, 0) => new(Start) { Parameters = { stream, SqlBinding.Text(append.Category), SqlBinding.BigInt(added), SqlBinding.Instant(commit.At) } },
            _ => new(Advance) { Parameters = { stream, SqlBinding.BigInt(expected), SqlBinding.BigInt(expected + added), SqlBinding.Instant(commit.At) } },
        });
        if (added == 1) commands.Add(OneOf(append, commit, headers));
        if (added > 1) commands.Add(ManyOf(append, commit, headers));
    }

    private NpgsqlBatchCommand OneOf(StreamAppend append, Commit commit, byte[] headers)
    {
        var happened = append.Events[0];
        return new NpgsqlBatchCommand(One)
        {
            Parameters =
            {
                SqlBinding.Uuid(append.Stream),
                SqlBinding.Uuid(Guid.CreateVersion7(commit.At)),
                SqlBinding.BigInt(append.ExpectedVersion + 1),
                SqlBinding.Json(registry.Write(happened)),
                SqlBinding.Text(registry.Of(happened).Name),
                SqlBinding.Instant(commit.At),
                SqlBinding.Text(dotnetTypes[happened.GetType()]),
                SqlBinding.Text(commit.Context.CorrelationId),
                SqlBinding.Text(commit.Context.CausationId),
                SqlBinding.Json(headers),
                SqlBinding.Text(commit.Context.Actor),
            },
        };
    }

    private NpgsqlBatchCommand ManyOf(StreamAppend append, Commit commit, byte[] headers)
    {
        var count = append.Events.Count;
        var (ids, data, names, types) = (new Guid[count], new byte[count][], new string[count], new string[count]);
        for (var i = 0; i < count; i++)
        {
            var happened = append.Events[i];
            ids[i] = Guid.CreateVersion7(commit.At);
            data[i] = registry.Write(happened);
            names[i] = registry.Of(happened).Name;
            types[i] = dotnetTypes[happened.GetType()];
        }

        return new NpgsqlBatchCommand(Many)
        {
            Parameters =
            {
                SqlBinding.Uuid(append.Stream),
                new NpgsqlParameter<Guid[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, TypedValue = ids },
                SqlBinding.BigInt(append.ExpectedVersion),
                new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb, TypedValue = data },
                new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = names },
                SqlBinding.Instant(commit.At),
                new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = types },
                SqlBinding.Text(commit.Context.CorrelationId),
                SqlBinding.Text(commit.Context.CausationId),
                SqlBinding.Json(headers),
                SqlBinding.Text(commit.Context.Actor),
            },
        };
    }
}
