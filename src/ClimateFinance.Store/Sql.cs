using System.Text.Json;

namespace ClimateFinance.Store;

/// <summary>
/// One parameterised statement on the project's own tables: placeholders are <c>$1</c>, <c>$2</c>, …; table names are unqualified,
/// so that the search path decides whether a projection writes the live tables or the ones being rebuilt.
/// </summary>
/// <param name="Text">A constant of the code; a value never becomes part of it.</param>
/// <param name="Arguments">In the order of the placeholders.</param>
public sealed record Sql(string Text, params IReadOnlyList<SqlArgument> Arguments);

/// <summary>The PostgreSQL type of an argument, stated so that a null has one too.</summary>
public enum SqlType
{
    Uuid,
    Text,
    Integer,
    BigInt,
    Numeric,
    Boolean,
    Date,
    Instant,
    Json,
    TextArray,
    UuidArray,
    Bytes,
}

/// <summary>A typed value for a placeholder.</summary>
public readonly record struct SqlArgument(SqlType Type, object? Value)
{
    public static implicit operator SqlArgument(Guid value) => new(SqlType.Uuid, value);

    public static implicit operator SqlArgument(Guid? value) => new(SqlType.Uuid, value);

    public static implicit operator SqlArgument(string? value) => new(SqlType.Text, value);

    public static implicit operator SqlArgument(int value) => new(SqlType.Integer, value);

    public static implicit operator SqlArgument(int? value) => new(SqlType.Integer, value);

    public static implicit operator SqlArgument(long value) => new(SqlType.BigInt, value);

    public static implicit operator SqlArgument(long? value) => new(SqlType.BigInt, value);

    public static implicit operator SqlArgument(decimal value) => new(SqlType.Numeric, value);

    public static implicit operator SqlArgument(decimal? value) => new(SqlType.Numeric, value);

    public static implicit operator SqlArgument(bool value) => new(SqlType.Boolean, value);

    public static implicit operator SqlArgument(DateOnly value) => new(SqlType.Date, value);

    public static implicit operator SqlArgument(DateOnly? value) => new(SqlType.Date, value);

    /// <summary>An instant, stored as UTC.</summary>
    public static implicit operator SqlArgument(DateTimeOffset value) => new(SqlType.Instant, value.ToUniversalTime());

    public static implicit operator SqlArgument(DateTimeOffset? value) => new(SqlType.Instant, value?.ToUniversalTime());

    public static implicit operator SqlArgument(string[] value) => new(SqlType.TextArray, value);

    public static implicit operator SqlArgument(Guid[] value) => new(SqlType.UuidArray, value);

    public static implicit operator SqlArgument(byte[]? value) => new(SqlType.Bytes, value);

    /// <summary>A value as <c>jsonb</c>, written as events are.</summary>
    public static SqlArgument Json<T>(T value) => new(SqlType.Json, JsonSerializer.Serialize(value, EventJson.Options));
}
