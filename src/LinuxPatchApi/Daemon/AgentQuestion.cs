using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Daemon;

/// <summary>
/// What the command asks the running agent, as a client would: whether it listens, whether this host's own client certificate gets
/// <c>/health</c>, and what its doctor finds.
/// </summary>
internal sealed class AgentQuestion(Snapshot files, TimeProvider time)
{
    public const string ListeningName = "listening";
    public const string OwnClientName = "own-client";

    /// <summary>Origin: the agent's doctor waits for PackageKit, which starts in seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>Origin: some thirty checks of a few hundred characters.</summary>
    private const int MostBytes = 1024 * 1024;

    /// <summary>The address to call: of the first that is listened on, loopback where that is all of them.</summary>
    public static IPEndPoint Place(IReadOnlyList<IPAddress> bind, int port)
    {
        var first = bind[0];
        return new IPEndPoint(first.Equals(IPAddress.Any) ? IPAddress.Loopback : first.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : first, port);
    }

    /// <summary>Whether somebody listens there.</summary>
    public static async Task<CheckResult> ListeningAsync(IPEndPoint place, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ConnectPatience, time, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(place, deadline.Token);
            return Judge(place, SocketError.Success);
        }
        catch (SocketException e)
        {
            return Judge(place, e.SocketErrorCode);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return Judge(place, SocketError.TimedOut);
        }
    }

    /// <summary>A reset is the answer of an agent to an address that is not in the allow-list: somebody listens.</summary>
    public static CheckResult Judge(IPEndPoint place, SocketError error) => error switch
    {
        SocketError.Success => CheckResult.Ok(ListeningName, place.ToString()),
        SocketError.ConnectionReset or SocketError.ConnectionAborted => CheckResult.Ok(ListeningName, $"{place}, which closed the connection at once"),
        _ => CheckResult.Fail(
            ListeningName, place.ToString(), $"nobody accepts connections at {place} ({error})",
            "start the agent: 'systemctl start linux-patch-api'; 'systemctl status linux-patch-api' tells why it does not run"),
    };

    /// <summary>As a client: health, then the agent's own checks.</summary>
    /// <param name="own">Null when this host has no client certificate.</param>
    /// <returns>How that went, and the agent's checks; null where it could not be asked.</returns>
    public async Task<(CheckResult Result, IReadOnlyList<CheckResult>? Agent)> QueryAsync(
        IPEndPoint place, (X509Certificate2 Certificate, string Path)? own, CancellationToken cancellationToken)
    {
        if (own is not { } client)
        {
            return (CheckResult.Ok(OwnClientName, "no client certificate on this host, so the running agent was not asked (--cert and --key name one)"), null);
        }

        if (!files.Allowed.Allows(place.Address))
        {
            return (CheckResult.Ok(OwnClientName, $"{place.Address} is not in the allow-list, so the running agent was not asked"), null);
        }

        var health = await GetAsync("/health", place, client.Certificate, cancellationToken);
        if (health.Outcome != FetchOutcome.Complete)
        {
            return (CheckResult.Fail(
                OwnClientName, client.Path, $"GET /health with this host's own client certificate failed: {health.Detail}",
                "the audit log (logging.file_path) says why the agent refuses a client; 'openssl verify -CAfile' why a client refuses the agent"), null);
        }

        var doctor = await GetAsync("/api/v1/system/doctor", place, client.Certificate, cancellationToken);
        var checks = doctor.Outcome == FetchOutcome.Complete ? Parse(doctor.Body) : null;
        return (checks is null
            ? CheckResult.Warn(OwnClientName, $"{client.Path} gets /health", $"the agent's own checks could not be read: {doctor.Detail ?? "not the expected document"}", null)
            : CheckResult.Ok(OwnClientName, $"{client.Path} gets /health"), checks);
    }

    /// <summary>The checks of the answer to <c>GET /api/v1/system/doctor</c>; null when it is something else.</summary>
    public static IReadOnlyList<CheckResult>? Parse(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return
            [
                .. document.RootElement.GetProperty("data").GetProperty("checks").EnumerateArray().Select(check => new CheckResult(
                    check.GetProperty("name").GetString()!,
                    Status(check.GetProperty("status").GetString()),
                    check.GetProperty("seen").GetString() ?? "",
                    Text(check, "problem"),
                    Text(check, "remedy"))),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement check, string name) =>
        check.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A word that is not known is no good news.</summary>
    private static CheckStatus Status(string? word) => word switch
    {
        "ok" => CheckStatus.Ok,
        "warning" => CheckStatus.Warning,
        _ => CheckStatus.Failed,
    };

    private Task<FetchResult> GetAsync(string path, IPEndPoint place, X509Certificate2 own, CancellationToken cancellationToken)
    {
        var material = files.Material!;
        return HttpsFetch.GetAsync(new Uri($"https://{CalledBy(material.Server, place)}:{place.Port}{path}"), new FetchOptions
        {
            Authorities = material.Authorities,
            Certificate = own,
            ConnectTo = place,
            BodyBytes = MostBytes,
            Deadline = Patience,
            UserAgent = $"linux-patch-api-doctor/{BuildInfo.Version}",
            Time = time,
        }, cancellationToken);
    }

    /// <summary>A name of the certificate, so that only its issuer is judged here; whether it names this host is a check of its own.</summary>
    private static string CalledBy(X509Certificate2 server, IPEndPoint place)
    {
        var names = server.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        if (names.SelectMany(n => n.EnumerateDnsNames()).FirstOrDefault(n => !n.Contains('*')) is { } dns)
        {
            return dns;
        }

        var address = names.SelectMany(n => n.EnumerateIPAddresses()).FirstOrDefault() ?? place.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }
}
