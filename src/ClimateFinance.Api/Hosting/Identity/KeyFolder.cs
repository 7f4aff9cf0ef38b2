using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>A folder that only this user enters, with files that only this user reads, each made whole or not at all.</summary>
internal sealed class KeyFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersPass = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

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

    /// <summary>
    /// Makes a file unless it is there. Two hosts may do so at once: one of the two files stays, whole, and both hosts read that one.
    /// </summary>
    public void Create(string name, ReadOnlySpan<byte> content)
    {
        var target = System.IO.Path.Combine(Path, name);
        var draft = System.IO.Path.Combine(Path, $".{name}.{System.IO.Path.GetRandomFileName()}.draft");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
            using (var file = new FileStream(draft, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, target, overwrite: false);
        }
        catch (IOException) when (File.Exists(target))
        {
            // Another host was first; its file is as good as ours.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(target, e);
        }
        finally
        {
            File.Delete(draft);
        }
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
