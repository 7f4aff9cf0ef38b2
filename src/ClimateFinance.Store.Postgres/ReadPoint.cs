using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// How much of the history one caller must see: a position in PostgreSQL's log of writes (WAL). Every commit of the flow of control in which it
/// stands moves it on to its own end; a read may be answered by a standby that has replayed at least that much. A caller who hands it back
/// (see <see cref="Text"/>) with the next read therefore finds what it wrote, whoever answers, and never goes back in time.
/// </summary>
/// <remarks>
/// An event's number would not do: a commit without events has none, and a standby that has a higher number need not have a lower one yet,
/// for numbers commit out of order. Log positions are replayed in order, and go on through a failover to a synchronous standby.
/// </remarks>
public sealed class ReadPoint
{
    private static readonly AsyncLocal<ReadPoint?> Here = new();

    private readonly bool mayLag;
    private long position;

    /// <param name="mayLag">False: reads go to the primary all the same, and only the position is kept.</param>
    /// <param name="position">What must be seen at least; 0: anything will do.</param>
    public ReadPoint(bool mayLag, long position = 0) => (this.mayLag, this.position) = (mayLag, position);

    /// <summary>The one of this flow of control; null: reads go to the primary and nobody asks for positions.</summary>
    public static ReadPoint? Current
    {
        get => Here.Value;
        set => Here.Value = value;
    }

    public long Position => Interlocked.Read(ref position);

    /// <summary>Where a read may go to a standby, what that must have replayed.</summary>
    internal static long? Allowed => Current is { mayLag: true } point ? point.Position : null;

    /// <summary>What a caller keeps: sixteen hexadecimal digits.</summary>
    public string Text => Position.ToString("X16", CultureInfo.InvariantCulture);

    /// <summary>Reads what a caller kept.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out long? position)
    {
        var read = text is { Length: > 0 and <= 16 } && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? value
            : (long?)null;
        position = read;
        return read is not null;
    }

    /// <summary>Moves on, never back.</summary>
    internal void Reach(long seen)
    {
        for (var known = Position; seen > known; known = Position)
        {
            if (Interlocked.CompareExchange(ref position, seen, known) == known) return;
        }
    }
}
