using System.Diagnostics;
using System.Globalization;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>What <c>postmaster.pid</c> says about a server: its process and where it listens.</summary>
/// <param name="Pid">The server's process.</param>
/// <param name="Port">TCP port, and the number in the socket's name.</param>
/// <param name="Sockets">The socket's folder; empty when it has none.</param>
internal sealed record Postmaster(int Pid, int Port, string Sockets)
{
    public static string FileOf(string data) => Path.Combine(data, "postmaster.pid");

    /// <summary>Null when there is no such file, or it isn't written out yet.</summary>
    public static Postmaster? Read(string data)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(FileOf(data));
        }
        catch (IOException)
        {
            return null;
        }

        return lines.Length >= 5
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
            && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new Postmaster(Math.Abs(pid), port, lines[4])
            : null;
    }

    /// <summary>
    /// Whether the process is alive and is the server of this data folder: after a crash its number may belong to somebody else.
    /// </summary>
    public bool IsRunningIn(string data)
    {
        if (OperatingSystem.IsLinux()) return WorksIn(Pid.ToString(CultureInfo.InvariantCulture), data);
        try
        {
            using var process = Process.GetProcessById(Pid);
            return process.ProcessName.StartsWith("post", StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Removes the files a killed server left, the folder's and its socket's: when its number has gone to another process, or nobody has yet taken note of
    /// its end, PostgreSQL would believe it alive and refuse to start. Kept while any process still works in the folder.
    /// </summary>
    public static void RemoveLeftover(string data)
    {
        if (!OperatingSystem.IsLinux() || Read(data) is not { } left || left.IsRunningIn(data)) return;
        var processes = Directory.EnumerateDirectories("/proc").Select(p => Path.GetFileName(p)!).Where(name => char.IsAsciiDigit(name[0]));
        if (processes.Any(pid => WorksIn(pid, data))) return;
        if (left.Sockets.Length > 0) File.Delete(Path.Combine(left.Sockets, $".s.PGSQL.{left.Port}.lock"));
        File.Delete(FileOf(data));
    }

    // A server's working folder is its data folder. Compared by what lies in it, so that links and mounts on the way don't matter.
    private static bool WorksIn(string pid, string data)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cwd/postmaster.pid") == File.ReadAllText(FileOf(data));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
