using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Contract;

namespace ClimateFinance.Api.Tests.Identity.Certified;

/// <summary>
/// The npm package oidc-provider, certified by the OpenID Foundation, in a process of its own on a loopback port. It is installed by its lock file into a folder
/// of the user's caches, once; after that no network is needed. Without node and npm the test that asks for it fails and says so.
/// </summary>
internal sealed class CertifiedProvider : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Files = ["package.json", "package-lock.json", "provider.mjs"];

    private readonly Process node;
    private readonly HttpClient http = new();

    private CertifiedProvider(Process node, string address) => (this.node, Address) = (node, address);

    public string Address { get; }

    /// <param name="clients">Each client's name, and the claims that its tokens carry.</param>
    public static async Task<CertifiedProvider> StartAsync(JsonObject clients)
    {
        var folder = await InstalledAsync();
        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("provider.mjs");
        start.ArgumentList.Add(new JsonObject { ["clients"] = clients }.ToJsonString());
        var node = Started(start);
        var said = new StringBuilder();
        using var patience = new CancellationTokenSource(Patience);
        while (await node.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("http://127.0.0.1:", StringComparison.Ordinal))
            {
                node.BeginErrorReadLine();
                return new CertifiedProvider(node, line);
            }

            said.AppendLine(line);
        }

        throw new InvalidOperationException($"The provider ended before it was up: {said}{await node.StandardError.ReadToEndAsync(patience.Token)}");
    }

    /// <summary>An access token by a client's own credentials, for one audience.</summary>
    public async Task<string> TokenAsync(string client, string audience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address}/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["resource"] = audience }),
        };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{client}-secret")));
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return JsonNode.Parse(text)?["access_token"]?.GetValue<string>() ?? throw new InvalidOperationException($"The provider gave no token: {text}");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        node.Kill(entireProcessTree: true);
        await node.WaitForExitAsync();
        node.Dispose();
    }

    /// <summary>Where the package lies; what the folder is called follows from what is in it, and it is there whole or not at all.</summary>
    private static async Task<string> InstalledAsync()
    {
        var own = Path.GetDirectoryName(ContractFolder.File("../tests/ClimateFinance.Api.Tests/Identity/Certified/package.json"))!;
        var content = Files.SelectMany(file => File.ReadAllBytes(Path.Combine(own, file))).ToArray();
        var caches = Path.Combine(Path.GetTempPath(), $"climate-finance-tests-{Environment.UserName}");
        var folder = Path.Combine(caches, $"oidc-provider-{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}");
        if (Directory.Exists(folder)) return folder;

        var draft = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}").FullName;
        foreach (var file in Files) File.Copy(Path.Combine(own, file), Path.Combine(draft, file));
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") { WorkingDirectory = draft, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline" }) start.ArgumentList.Add(argument);
        using var npm = Started(start);
        using var patience = new CancellationTokenSource(Patience);
        var (said, complained) = (npm.StandardOutput.ReadToEndAsync(patience.Token), npm.StandardError.ReadToEndAsync(patience.Token));
        await npm.WaitForExitAsync(patience.Token);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm could not install the provider (after the first time no network is needed): {await said}{await complained}");
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

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"This test needs node and npm on PATH (Debian: apt-get install nodejs npm); {start.FileName} did not start: {e.Message}", e);
        }
    }
}
