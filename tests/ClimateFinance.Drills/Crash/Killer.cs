using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.Drills.Crash;

/// <summary>What is killed.</summary>
internal enum Victim
{
    /// <summary>The host; its PostgreSQL lives on and the next host takes it over.</summary>
    Host,

    /// <summary>PostgreSQL's first process; the host lives on and starts it again.</summary>
    Database,

    /// <summary>One of PostgreSQL's processes; it throws the others out and recovers by itself.</summary>
    Backend,

    /// <summary>Host and PostgreSQL at once, as a power cut would.</summary>
    Both,
}

/// <summary>Draws moments and victims by lot, and kills with SIGKILL.</summary>
internal sealed class Killer(int seed, string data)
{
    private readonly Random random = new(seed);

    public Victim Draw() => random.Next(10) switch { < 4 => Victim.Host, < 6 => Victim.Database, < 7 => Victim.Backend, _ => Victim.Both };

    /// <summary>Whether to strike already while it starts.</summary>
    public bool Early() => random.Next(4) == 0;

    public TimeSpan Pause() => TimeSpan.FromMilliseconds(random.Next(150, 2_000));

    /// <summary>Strikes; nothing happens to what is dead already.</summary>
    public void Kill(Victim victim, HostProcess host)
    {
        if (victim == Victim.Both && random.Next(2) == 0) host.Kill();
        if (victim is Victim.Database or Victim.Both) KillServer();
        if (victim == Victim.Backend) KillBackend();
        if (victim is Victim.Host or Victim.Both && host.Lives) host.Kill();
    }

    private void KillServer()
    {
        if (Postmaster.Read(data) is { } server && server.IsRunningIn(data)) Strike(server.Pid);
    }

    // Linux tells the children of a process; elsewhere the first process is struck.
    private void KillBackend()
    {
        if (Postmaster.Read(data) is not { } server || !server.IsRunningIn(data)) return;
        var list = $"/proc/{server.Pid}/task/{server.Pid}/children";
        var children = File.Exists(list) ? File.ReadAllText(list).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        Strike(children.Length == 0 ? server.Pid : int.Parse(children[random.Next(children.Length)], CultureInfo.InvariantCulture));
    }

    private static void Strike(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }
}
