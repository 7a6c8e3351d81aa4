using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.WireContract;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>
/// A client on this machine's end of the link: mutual TLS, one answer a call, each held to the envelope and to the OpenAPI document.
/// </summary>
internal sealed class AgentClient : IDisposable
{
    private static readonly ConcurrentDictionary<(string Method, string Path), bool> Succeeded = new();
    internal static readonly WireDocument Contract = WireDocument.Load(TestBed.Repository);
    private readonly HttpClient _http;

    /// <param name="address">The agent's address, IPv4 or IPv6.</param>
    /// <param name="from">The address to come from; null for the system's choice.</param>
    public AgentClient(string address, ClientIdentity identity, IPAddress? from = null)
    {
        (Address, Identity) = (address, identity);
        var handler = new SocketsHttpHandler
        {
            SslOptions = identity.Tls(address),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false
        };
        if (from is not null)
        {
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        _http = new HttpClient(handler) { BaseAddress = new Uri($"https://{host}:12443"), Timeout = TimeSpan.FromSeconds(75) };
    }

    public string Address { get; }

    public ClientIdentity Identity { get; }

    /// <summary>How far the agent's clock is ahead of this machine's.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Method and path, without query, of all requests of this run that were answered with a success.</summary>
    public static IReadOnlyCollection<(string Method, string Path)> SucceededRequests => [.. Succeeded.Keys];

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> DeleteAsync(string path) => SendAsync("DELETE", path);

    public Task<Answer> PostAsync(string path, string? json = null) => SendAsync("POST", path, json);

    public Task<Answer> PutAsync(string path, string? json = null) => SendAsync("PUT", path, json);

    /// <summary>
    /// A connection that is reset at once lets HttpClient fail with a bare socket error now and then, and one that takes too long with a
    /// cancellation: the same things in other words.
    /// </summary>
    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request)
    {
        try
        {
            return await _http.SendAsync(request);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new HttpRequestException("the connection was reset", e);
        }
        catch (OperationCanceledException e) when (e.GetBaseException() is TimeoutException)
        {
            throw new HttpRequestException($"{request.Method} {request.RequestUri}: no answer in time", e);
        }
    }

    public async Task<Answer> SendAsync(
        string method,
        string path,
        string? body = null,
        string type = "application/json",
        params IReadOnlyList<(string Name, string Value)> fields)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in fields)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using var response = await ExchangeAsync(request);
        // As they came: HttpClient sorts the words of Cache-Control.
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (response.IsSuccessStatusCode)
        {
            Succeeded[(method, path.Split('?')[0])] = true;
        }

        var problems = Contract.Check(method, path, (int)response.StatusCode, headers, bytes);
        Assert.True(
            problems.Count == 0,
            $"{method} {path}: the answer is not as the OpenAPI document describes it: {string.Join("; ", problems.Take(10))}\n"
                + Encoding.UTF8.GetString(bytes));
        return Answer.Of((int)response.StatusCode, headers, bytes, enveloped: path is not ("/api/v1/openapi.json" or "/metrics"), Ahead);
    }

    /// <summary>Sends a mutation that is accepted; the job's id.</summary>
    public async Task<string> JobAsync(string method, string path, string? body = null) =>
        (await SendAsync(method, path, body)).Expect(202).Data.Text("job_id")!;

    /// <summary>Sends a mutation and follows its job to the end.</summary>
    public async Task<JsonElement> DoneAsync(string method, string path, string? body = null) =>
        await EndAsync(await JobAsync(method, path, body));

    /// <summary>Follows a job by long poll to its end; throws with all of it after <paramref name="seconds"/>.</summary>
    public Task<JsonElement> EndAsync(string job, int seconds = 90) =>
        UntilAsync(job, j => j.Text("status") is "completed" or "failed" or "cancelled", seconds);

    /// <summary>Follows a job by long poll until it is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(string job, Func<JsonElement, bool> wanted, int seconds = 60)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        var seen = (await GetAsync($"/api/v1/jobs/{job}")).Expect(200).Data;
        while (!wanted(seen))
        {
            var ended = seen.Text("status") is "completed" or "failed" or "cancelled";
            if (ended || TimeProvider.System.GetElapsedTime(deadline).TotalSeconds > seconds)
            {
                throw new TimeoutException($"the job is not as wanted {(ended ? "and has ended" : $"after {seconds} s")}: {seen}");
            }

            seen = (await GetAsync($"/api/v1/jobs/{job}?wait=5")).Expect(200).Data;
        }

        return seen;
    }

    public async Task<JsonElement> HealthAsync() => (await GetAsync("/health")).Expect(200).Data;

    /// <summary>Health once it has this status: it is looked at once a second at most.</summary>
    public Task<JsonElement> HealthAsync(string status) =>
        Eventually.AsWantedAsync($"{status} health", HealthAsync, h => h.Text("status") == status);

    /// <summary>Health once its check of the jobs is good again.</summary>
    public Task<JsonElement> HealthyQueueAsync() =>
        Eventually.AsWantedAsync("a healthy queue", HealthAsync, h => h.At("checks").Text("job_queue") == "ok");

    /// <summary>The offered patches, once the background has fetched the details of each.</summary>
    public Task<JsonElement> PatchDetailsAsync() => Eventually.AsWantedAsync(
        "details of all patches in a list that is not stale",
        async () => (await GetAsync("/api/v1/patches")).Expect(200).Data,
        list => !list.Flag("stale") && list.Items("patches").All(p => p.Flag("details_known") || p.Flag("held")));

    public void Dispose() => _http.Dispose();
}
