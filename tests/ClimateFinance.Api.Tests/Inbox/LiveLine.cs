using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Inbox;

/// <summary>One open line of server-sent events.</summary>
internal sealed class LiveLine(HttpClient http, HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly System.Threading.Channels.Channel<JsonNode> events = System.Threading.Channels.Channel.CreateUnbounded<JsonNode>();
    private Task reading = Task.CompletedTask;

    public string? LastId { get; private set; }

    public int Waiting => events.Reader.Count;

    public static async Task<LiveLine> OpenAsync(MarketApp app, MarketClient client, string path, string? last = null, string? token = null)
    {
        var http = new HttpClient { BaseAddress = app.Address, Timeout = Timeout.InfiniteTimeSpan };
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? app.TokenOf(client.Caller!));
        if (last is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var line = new LiveLine(http, response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        await line.reader.ReadLineAsync(TestContext.Current.CancellationToken);
        line.reading = line.ReadAsync();
        return line;
    }

    private readonly StreamReader reader = reader;

    public async Task<JsonNode> NextAsync() => await events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Waits until the other end closes the line.</summary>
    public Task EndAsync() => reading.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        http.Dispose();
        try
        {
            await reading;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // We hung up.
        }
    }

    private async Task ReadAsync()
    {
        while (await reader.ReadLineAsync() is { } text)
        {
            if (text.StartsWith("id: ", StringComparison.Ordinal)) LastId = text[4..];
            if (text.StartsWith("data: ", StringComparison.Ordinal)) events.Writer.TryWrite(JsonNode.Parse(text[6..])!);
        }
    }
}
