using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>A folder that only this user enters, with files that only this user reads, each made whole or not at all.</summary>
internal sealed class KeyFolder
{
    private const string LockFile = ".lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersPass = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private KeyFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Opens the folder, and makes it where it is missing.</summary>
    /// <exception cref="IdentitySetupException">It can be neither made nor listed.</exception>
    public static KeyFolder Open(string? configured)
    {
        var path = configured ?? System.IO.Path.Combine(DefaultParent(), "keys");
        return Try(path, () =>
        {
            if (configured is null) MakeParent(DefaultParent());
            if (!Directory.Exists(path)) Make(path, OwnerOnly);
            return new KeyFolder(path);
        });
    }

    public IReadOnlyList<string> Files(string pattern) =>
        Try(Path, () => Directory.GetFiles(Path, pattern).Order(StringComparer.Ordinal).ToArray());

    public bool Has(string name) => File.Exists(System.IO.Path.Combine(Path, name));

    public byte[] Read(string name) => Try(System.IO.Path.Combine(Path, name), () => File.ReadAllBytes(System.IO.Path.Combine(Path, name)));

    /// <summary>Does this while no other host does: of several that start at once on an empty folder one makes the files.</summary>
    public void Alone(Action work)
    {
        var file = System.IO.Path.Combine(Path, LockFile);
        FileStream? held = null;
        if (!SpinWait.SpinUntil(() => (held = TryLock(file)) is not null, LongestWait))
            throw new IdentitySetupException($"{file} has been held by another process for {LongestWait.TotalSeconds} seconds. Start again when that one is up or gone.");
        using (held) work();
    }

    /// <summary>Makes a file that is not there; readers see it whole or not at all.</summary>
    public void Create(string name, ReadOnlySpan<byte> content)
    {
        var target = System.IO.Path.Combine(Path, name);
        var draft = target + ".draft";
        try
        {
            using (var file = new FileStream(draft, OnlyOurs(FileMode.Create)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(target, e);
        }
    }

    /// <summary>Takes a file away; one that is not there is no error.</summary>
    public void Delete(string name) => Try(System.IO.Path.Combine(Path, name), () =>
    {
        File.Delete(System.IO.Path.Combine(Path, name));
        return true;
    });

    // The operating system drops the lock when its holder dies. A folder that takes no file at all is no question of waiting.
    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, OnlyOurs(FileMode.OpenOrCreate));
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(file, e);
        }
    }

    private static FileStreamOptions OnlyOurs(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        return options;
    }

    // Beside the embedded database, by the same rules: root's home is closed to others, so root's data lies where services keep theirs.
    private static string DefaultParent()
    {
        if (OperatingSystem.IsWindows()) return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "climate-finance");
        if (Environment.IsPrivilegedProcess) return "/var/lib/climate-finance";
        if (OperatingSystem.IsMacOS()) return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "climate-finance");
        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return System.IO.Path.Combine(Place.UnixDataHome(Environment.GetEnvironmentVariable, profile), "climate-finance");
    }

    // The database's folder lies in there too, and another user than root has to reach it.
    private static void MakeParent(string parent)
    {
        if (!Directory.Exists(parent)) Make(parent, Environment.IsPrivilegedProcess ? OthersPass : OwnerOnly);
    }

    private static void Make(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, mode);
    }

    private static T Try<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e);
        }
    }

    private static IdentitySetupException Unusable(string path, Exception e) =>
        new($"{path} cannot be used: {e.Message} Choose another folder with {MarketIdentityOptions.Section}__KeyFolder.", e);
}
