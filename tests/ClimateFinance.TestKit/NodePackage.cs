using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace ClimateFinance.TestKit;

/// <summary>
/// A reference written for node that a test compares with. It is installed by its lock file into a folder of the user's caches, once; after that no
/// network is needed. Without node and npm the test that asks for it fails and says so.
/// </summary>
public static class NodePackage
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Where the package lies; what the folder is called follows from what is in it, and it is there whole or not at all.</summary>
    /// <param name="source">A folder below <c>tests</c> with the package's file, its lock file and the programs that use it.</param>
    public static async Task<string> InstalledAsync(string source)
    {
        var own = Directory.GetFiles(Path.Combine(Tests(), source)).Where(file => !file.EndsWith(".cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. own.SelectMany(File.ReadAllBytes)]));
        var folder = Path.Combine(Path.GetTempPath(), $"climate-finance-tests-{Environment.UserName}", $"{Path.GetFileName(source)}-{hash[..16]}");
        if (Directory.Exists(folder)) return folder;

        var draft = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}").FullName;
        foreach (var file in own) File.Copy(file, Path.Combine(draft, Path.GetFileName(file)));
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") { WorkingDirectory = draft, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline" }) start.ArgumentList.Add(argument);
        using var npm = Start(start);
        using var patience = new CancellationTokenSource(Patience);
        var (said, complained) = (npm.StandardOutput.ReadToEndAsync(patience.Token), npm.StandardError.ReadToEndAsync(patience.Token));
        await npm.WaitForExitAsync(patience.Token);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm could not install {source} (after the first time no network is needed): {await said}{await complained}");
        try
        {
            Directory.Move(draft, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(draft, recursive: true);
        }

        return folder;
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"This test needs node and npm on PATH (Debian: apt-get install nodejs npm); {start.FileName} did not start: {e.Message}", e);
        }
    }

    private static string Tests()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ClimateFinance.sln"))) return Path.Combine(folder.FullName, "tests");
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
