using Npgsql;
using NpgsqlTypes;

namespace ClimateFinance.Store.Postgres;

/// <summary>Turns the port's statements into Npgsql's.</summary>
internal static class SqlBinding
{
    public static NpgsqlBatchCommand ToCommand(Sql sql)
    {
        var command = new NpgsqlBatchCommand(sql.Text);
        Bind(command.Parameters, sql);
        return command;
    }

    public static void Bind(NpgsqlParameterCollection parameters, Sql sql)
    {
        foreach (var argument in sql.Arguments)
        {
            parameters.Add(new NpgsqlParameter { NpgsqlDbType = TypeOf(argument.Type), Value = ValueOf(argument) });
        }
    }

    public static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Uuid(Guid value) => new NpgsqlParameter<Guid> { NpgsqlDbType = NpgsqlDbType.Uuid, TypedValue = value };

    public static NpgsqlParameter BigInt(long value) => new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = value };

    public static NpgsqlParameter Integer(int value) => new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = value };

    public static NpgsqlParameter Bytes(byte[] value) => new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = value };

    public static NpgsqlParameter Json(byte[] value) => new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Jsonb, TypedValue = value };

    public static NpgsqlParameter Instant(DateTimeOffset value) =>
        new NpgsqlParameter<DateTimeOffset> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = value.ToUniversalTime() };

    private static object ValueOf(SqlArgument argument) => argument.Value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant => instant.ToUniversalTime(),
        var value => value,
    };

    private static NpgsqlDbType TypeOf(SqlType type) => type switch
    {
        SqlType.Uuid => NpgsqlDbType.Uuid,
        SqlType.Text => NpgsqlDbType.Text,
        SqlType.Integer => NpgsqlDbType.Integer,
        SqlType.BigInt => NpgsqlDbType.Bigint,
        SqlType.Numeric => NpgsqlDbType.Numeric,
        SqlType.Boolean => NpgsqlDbType.Boolean,
        SqlType.Date => NpgsqlDbType.Date,
        SqlType.Instant => NpgsqlDbType.TimestampTz,
        SqlType.Json => NpgsqlDbType.Jsonb,
        SqlType.TextArray => NpgsqlDbType.Array | NpgsqlDbType.Text,
        SqlType.UuidArray => NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        SqlType.Bytes => NpgsqlDbType.Bytea,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type."),
    };
}
