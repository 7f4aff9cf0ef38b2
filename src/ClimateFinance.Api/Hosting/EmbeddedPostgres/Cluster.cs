using System.Globalization;
using System.Security.Cryptography;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>Makes the cluster and its settings, and moves its server up and down.</summary>
internal sealed class Cluster(Place place, Binaries binaries, EmbeddedPostgresOptions options)
{
    private const string Making = "making-";
    private static readonly TimeSpan InitPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Makes the cluster beside its place and moves it there when it is whole, so that a start that is killed half-way leaves nothing
    /// that looks like data.
    /// </summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        RemoveUnfinished();
        var folder = Path.Combine(place.Root, Making + RandomNumberGenerator.GetHexString(8, lowercase: true));
        try
        {
            await MakePasswordAsync(cancellation);
            Place.MakeFolder(folder);
            await place.GiveToPostgresAsync(folder, cancellation);
            await InitialiseAsync(folder, cancellation);
            WriteOwnFiles(folder);
            if (Directory.Exists(place.Data)) Directory.Delete(place.Data);
            Directory.Move(folder, place.Data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The cluster in {place.Root} could not be made: {e.Message}", e);
        }
        finally
        {
            RemoveUnfinished();
        }
    }

    /// <summary>Starts the server, detached from this terminal, and waits until PostgreSQL calls it started.</summary>
    public async Task<ChildOutcome> StartAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        File.WriteAllText(place.SettingsFile, SettingsText.Of(endpoint, options));
        File.Delete(Path.Combine(place.Data, "startup.log"));

        // pg_ctl hands its arguments to a shell: relative paths keep the folder's name out of it.
        var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var start = ChildProcess.RunAsync(
            [binaries.Program("pg_ctl"), "start", "-s", "-w", "-t", seconds, "-D", "data", "-l", "data/startup.log"],
            place.Account, place.Root, options.StartTimeout + Margin, CancellationToken.None);
        try
        {
            return await start.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // pg_ctl knows its server from the first moment, this process only from the pid file on: stop it until pg_ctl gives up.
            while (!start.IsCompleted) await StopSoonAsync();
            throw;
        }
    }

    /// <summary>Stops the server in good order: sessions end, a checkpoint is written. Where that takes too long, at once.</summary>
    public async Task StopAsync()
    {
        // Asked first, since pg_ctl would signal whatever process has the number that a killed server left behind.
        foreach (var mode in new[] { "fast", "immediate" })
        {
            if (!IsRunning) break;
            await ChildProcess.RunAsync(StopCommand(mode), place.Account, place.Root, options.StopTimeout + Margin, CancellationToken.None);
        }

        if (!IsRunning) place.RemoveOutsideSockets();
    }

    /// <summary>The same when the process is about to end and nothing can be awaited.</summary>
    public void StopNow()
    {
        if (IsRunning) ChildProcess.RunNow(StopCommand("fast"), place.Account, place.Root, options.StopTimeout);
        if (!IsRunning) place.RemoveOutsideSockets();
    }

    /// <summary>Whether its server lives.</summary>
    public bool IsRunning => Postmaster.Read(place.Data)?.IsRunningIn(place.Data) == true;

    private async Task StopSoonAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(25));
        await StopAsync();
    }

    private string[] StopCommand(string mode)
    {
        var seconds = ((int)options.StopTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return [binaries.Program("pg_ctl"), "stop", "-s", "-w", "-t", seconds, "-m", mode, "-D", "data"];
    }

    private async Task MakePasswordAsync(CancellationToken cancellation)
    {
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(place.PasswordFile, how))
            writer.WriteLine(RandomNumberGenerator.GetHexString(64, lowercase: true));
        await place.GiveToPostgresAsync(place.PasswordFile, cancellation);
    }

    private async Task InitialiseAsync(string folder, CancellationToken cancellation)
    {
        // Bytewise order is the same everywhere and fast; the character classes of Unicode are wanted where the system has them.
        string[] locale = binaries.Major >= 17 ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : ["--locale=C", "--lc-ctype=C.UTF-8"];
        var outcome = await RunInitAsync(folder, locale, cancellation);
        if (outcome.Output.Contains("invalid locale name", StringComparison.Ordinal)) outcome = await RunInitAsync(folder, ["--locale=C"], cancellation);
        if (outcome.Succeeded) return;

        var closed = place.Account is { } account && outcome.Output.Contains("Permission denied", StringComparison.Ordinal)
            ? $" The user '{account.Name}', who runs PostgreSQL because root may not, must be able to reach that folder: "
                + $"open the folders above it to that user, or choose another with {EmbeddedPostgresOptions.Section}__DataFolder."
            : "";
        throw new EmbeddedPostgresException(
            $"PostgreSQL could not make its data in {place.Root}.{closed} It said:{Environment.NewLine}{LogTail.Of(outcome.Output)}");
    }

    private Task<ChildOutcome> RunInitAsync(string folder, string[] locale, CancellationToken cancellation) => ChildProcess.RunAsync(
        [
            binaries.Program("initdb"), "-D", Path.GetFileName(folder), "--username", Endpoint.Superuser, "--pwfile", Path.GetFileName(place.PasswordFile),
            "--encoding=UTF8", .. locale, "--data-checksums", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-instructions",
            .. options.Durable ? Array.Empty<string>() : ["--no-sync"],
        ],
        place.Account, place.Root, InitPatience, cancellation);

    private static void WriteOwnFiles(string folder)
    {
        // What initdb found out about the machine (kinds of shared memory, say) stays.
        File.AppendAllText(Path.Combine(folder, "postgresql.conf"), """

            # The file below is written anew at each start. A setting that follows it here wins.
            include '../settings.conf'

            """);
        File.WriteAllText(Path.Combine(folder, "pg_hba.conf"), """
            # The socket's folder is open to its owner only, so whoever reaches the socket is trusted. TCP asks for the password.
            local all all trust
            host all all 127.0.0.1/32 scram-sha-256

            """);
    }

    private void RemoveUnfinished()
    {
        foreach (var left in Directory.EnumerateDirectories(place.Root, Making + "*"))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A killed start's initdb may still be at it; the next start tries again.
            }
        }
    }
}
