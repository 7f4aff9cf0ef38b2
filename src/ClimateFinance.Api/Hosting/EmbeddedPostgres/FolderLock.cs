using System.Globalization;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>One host at a time per folder. The operating system drops the lock when its holder dies, however it dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    public static FolderLock Take(string root)
    {
        var holder = Path.Combine(root, "host.pid");
        try
        {
            var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };

            // Who can open the file can hold its lock: nobody else shall.
            if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var file = new FileStream(Path.Combine(root, "host.lock"), how);
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new FolderLock(file);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            var who = File.Exists(holder) ? File.ReadAllText(holder) : "unknown";
            throw new EmbeddedPostgresException(
                $"The database in {root} is in use by another running host (process {who}). Stop that one first, "
                + $"or give this one a folder of its own with {EmbeddedPostgresOptions.Section}__DataFolder.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException(
                $"The folder {root} for the database cannot be written: {e.Message} "
                + $"Choose another with {EmbeddedPostgresOptions.Section}__DataFolder.", e);
        }
    }

    public void Dispose() => file.Dispose();

    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeldByAnother(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == 32 : e.HResult is 11 or 35;
}
