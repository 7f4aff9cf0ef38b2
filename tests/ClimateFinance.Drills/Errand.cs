using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Drills;

/// <summary>What became of a command, as its client knows it.</summary>
internal enum Fate
{
    /// <summary>It was sent and never answered, and nobody asked again.</summary>
    Unknown,

    /// <summary>2xx: it must be there, once.</summary>
    Acknowledged,

    /// <summary>4xx: it must have left nothing.</summary>
    Refused,
}

/// <summary>One command of one client, sent as often as it takes under one idempotency key and one trace.</summary>
internal sealed class Errand(Caller caller, string path, byte[] body)
{
    public Caller Caller => caller;

    public string Path => path;

    public byte[] Body => body;

    public string Key { get; } = Guid.NewGuid().ToString();

    /// <summary>Becomes the correlation id of every event that the command causes.</summary>
    public string Trace { get; } = Guid.NewGuid().ToString("N");

    public Fate Fate { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Sendings { get; set; }

    public int Status { get; set; }

    /// <summary>When it was acknowledged; a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long At { get; set; }

    public string? ETag { get; set; }

    public string? Location { get; set; }

    public string? Text { get; set; }

    /// <summary>What it is about: needs/ID/publication about needs/ID; what was created is where its answer says.</summary>
    public string Resource => Location is { } location ? location["/api/v1/".Length..] : string.Join('/', path.Split('/').Take(2));

    public override string ToString() => $"{caller.Actor} POST {path} (key {Key}, trace {Trace}, {Fate} {Status} after {Sendings} sendings)";
}
