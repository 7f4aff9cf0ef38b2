namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>The end of what a program said: enough to see why it failed, never more.</summary>
internal static class LogTail
{
    private const int Lines = 12;

    public static string Of(string text) =>
        string.Join(Environment.NewLine, text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).TakeLast(Lines));

    /// <summary>The end of the newest log in a data folder, its start-up log included.</summary>
    public static string OfCluster(string data)
    {
        string[] folders = [data, Path.Combine(data, "log")];
        var newest = folders.Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.log"))
            .OrderBy(File.GetLastWriteTimeUtc)
            .TakeLast(2);
        return Of(string.Join('\n', newest.Select(Read)));
    }

    private static string Read(string path)
    {
        const int Most = 8192;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > Most) file.Seek(-Most, SeekOrigin.End);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
