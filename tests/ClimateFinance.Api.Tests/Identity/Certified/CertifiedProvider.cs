using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ClimateFinance.TestKit;

namespace ClimateFinance.Api.Tests.Identity.Certified;

/// <summary>
/// The npm package oidc-provider, certified by the OpenID Foundation, in a process of its own on a loopback port.
/// </summary>
internal sealed class CertifiedProvider : IAsyncDisposable
{
    private readonly Process node;
    private readonly HttpClient http = new();

    private CertifiedProvider(Process node, string address) => (this.node, Address) = (node, address);

    public string Address { get; }

    /// <param name="clients">Each client's name, and the claims that its tokens carry.</param>
    public static async Task<CertifiedProvider> StartAsync(JsonObject clients)
    {
        var folder = await NodePackage.InstalledAsync("ClimateFinance.Api.Tests/Identity/Certified");
        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("provider.mjs");
        start.ArgumentList.Add(new JsonObject { ["clients"] = clients }.ToJsonString());
        var node = NodePackage.Start(start);
        var said = new StringBuilder();
        using var patience = new CancellationTokenSource(NodePackage.Patience);
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
}
