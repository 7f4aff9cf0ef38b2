using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// The keys that sign access tokens: every <c>*.pem</c> of the key folder but those of the evidence, read again while the host runs. All of them verify; the
/// last by name signs, once its file is older than <see cref="Settling"/>: by then every node that shares the folder, or got a copy in time, verifies it too.
/// So a key is exchanged while everybody stays signed in.
/// </summary>
internal sealed class TokenKeys : IDisposable
{
    /// <summary>So old is a key before it signs, unless it is the only one.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private const string Prefix = "signing-";

    /// <summary>A token under a key that nobody knows makes the folder be read again, but no flood of such tokens does.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(5);

    private readonly KeyFolder folder;
    private readonly Func<IReadOnlyList<string>> files;
    private readonly Lock reading = new();
    private volatile Key[] keys;
    private long readAt;

    /// <param name="files">The folder's token keys, in the order of their names.</param>
    /// <exception cref="IdentitySetupException">A file holds no such key.</exception>
    public TokenKeys(KeyFolder folder, Func<IReadOnlyList<string>> files)
    {
        (this.folder, this.files) = (folder, files);
        keys = [.. files().Select(Read)];
        readAt = Environment.TickCount64;
    }

    public IReadOnlyList<ECDsaSecurityKey> Verifying => [.. keys.Select(key => key.Public)];

    public ECDsaSecurityKey Signing => SigningOf(keys).Public;

    /// <summary>Name, file, since when it lies there, and whether it signs.</summary>
    public IReadOnlyList<(string KeyId, string File, DateTimeOffset Since, bool Signs)> All
    {
        get
        {
            var now = keys;
            var signing = SigningOf(now);
            return [.. now.Select(key => (key.Public.KeyId, Path.GetFileName(key.File), key.Since, key == signing))];
        }
    }

    /// <summary>The keys for a token that names this one.</summary>
    public IEnumerable<SecurityKey> For(string? keyId)
    {
        if (keys.All(key => key.Public.KeyId != keyId) && Environment.TickCount64 - Interlocked.Read(ref readAt) > LeastPause.TotalMilliseconds) TryReload();
        return keys.Where(key => key.Public.KeyId == keyId).Select(key => key.Public);
    }

    /// <summary>Looks what lies in the folder now. A flawed file, or an empty folder, leaves everything as it is.</summary>
    /// <returns>Why it was left so; null when all was read.</returns>
    public string? TryReload()
    {
        lock (reading)
        {
            Interlocked.Exchange(ref readAt, Environment.TickCount64);
            try
            {
                var there = files();
                if (there.Count == 0) return "No key is left in the folder.";

                // One that is taken away is not disposed of: a request may be verifying with it.
                keys = [.. there.Select(file => keys.FirstOrDefault(key => key.File == file && key.Since == SinceOf(file)) ?? Read(file))];
                return null;
            }
            catch (IdentitySetupException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>Puts a further key into the folder, which signs when it has settled; false while one before it still settles.</summary>
    public bool Add()
    {
        var added = false;
        folder.Alone(() =>
        {
            TryReload();
            if (keys.Length > 1 && SigningOf(keys) != keys[^1]) return;
            added = true;
            var last = files().Select(Path.GetFileNameWithoutExtension).Where(name => name!.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(name => int.TryParse(name![Prefix.Length..], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max();
            Make(folder, $"{Prefix}{last + 1:D4}.pem");
        });
        TryReload();
        return added;
    }

    public static void Make(KeyFolder folder, string file)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Create(file, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
    }

    public void Dispose()
    {
        foreach (var key in keys) key.Public.ECDsa.Dispose();
    }

    private static Key SigningOf(Key[] keys)
    {
        var settled = TimeProvider.System.GetUtcNow() - Settling;
        return keys.LastOrDefault(key => key.Since <= settled) ?? keys[0];
    }

    // The file system's clock, so the system's here too.
    private static DateTimeOffset SinceOf(string file) => File.GetLastWriteTimeUtc(file);

    private Key Read(string file) => new(file, SinceOf(file), InstallationKeys.KeyOf(file, folder.Read(Path.GetFileName(file))));

    private sealed record Key(string File, DateTimeOffset Since, ECDsaSecurityKey Public);
}

/// <summary>Looks into the key folder now and then, so that a key which another node or a person put there is known before it signs.</summary>
internal sealed partial class TokenKeysWatch(InstallationKeys keys, TimeProvider time, ILogger<TokenKeysWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (keys.Tokens.TryReload() is { } reason) LogNotRead(logger, reason);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys that were known stay: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);
}
