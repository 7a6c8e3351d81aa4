using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Page;

/// <summary>One tab's end of the Chrome DevTools Protocol: calls with answers, and what the browser reports on its console.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentQueue<string> _console = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _reading = Task.CompletedTask;
    private int _number;

    /// <summary>Errors, warnings and messages: breaches of the security policy are among them.</summary>
    public IReadOnlyList<string> Console => [.. _console];

    /// <summary>Forgets what was reported so far.</summary>
    public void ClearConsole() => _console.Clear();

    public async Task ConnectAsync(Uri address)
    {
        await _socket.ConnectAsync(address, CancellationToken.None);
        _reading = ReadAsync();
    }

    /// <summary>Calls a method; throws with the browser's words when it refuses.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject? parameters = null)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = _calls[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = number, ["method"] = method, ["params"] = parameters ?? [] };
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(
                Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        var result = await answer.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return result.TryGetProperty("result", out var value) ? value : throw new InvalidOperationException($"{method}: {result}");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var (piece, message) = (new byte[64 * 1024], new MemoryStream());
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(piece, CancellationToken.None);
                message.Write(piece, 0, received.Count);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (received.EndOfMessage)
                {
                    Take(JsonDocument.Parse(message.ToArray()).RootElement);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The tab is gone, or this end was disposed of.
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id))
        {
            _calls[id.GetInt32()].SetResult(message);
            return;
        }

        switch (message.Text("method"))
        {
            case "Log.entryAdded":
                var entry = message.At("params").At("entry");
                var text = $"{entry.Text("source")} {entry.Text("level")}: {entry.Text("text")}";

                // Chromium drops its connections when an interface of this machine comes or goes, as at the boot of another container.
                if (!text.Contains("net::ERR_NETWORK_CHANGED", StringComparison.Ordinal))
                {
                    _console.Enqueue(text);
                }

                break;
            case "Runtime.exceptionThrown" or "Runtime.consoleAPICalled":
                _console.Enqueue(message.At("params").ToString());
                break;
        }
    }
}
