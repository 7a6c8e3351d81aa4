using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LinuxPatchApi.Access;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Init;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Daemon.LocalClient;

/// <summary>
/// Queries the running agent as a client would, for the doctor command: whether it listens, whether this host's own client certificate gets
/// <c>/health</c>, and what its doctor finds.
/// </summary>
/// <param name="trusted">What the command trusts, and what it expects to find.</param>
internal sealed class RunningAgent(RunningAgent.Trust trusted, TimeProvider time)
{
    /// <param name="Authorities">Those of the CA file; null when it cannot be used.</param>
    /// <param name="Served">The certificate that the agent shows; null when it showed none.</param>
    /// <param name="Allowed">The allow-list on disk.</param>
    internal sealed record Trust(X509Certificate2Collection? Authorities, X509Certificate2? Served, AllowList Allowed);

    public const string ListeningName = "listening";
    public const string OwnClientName = "own-client";

    /// <summary>Deadline of a request. Origin: the agent's doctor waits for PackageKit, which starts in seconds.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of an answer. Origin: about thirty checks of a few hundred characters each.</summary>
    private const int MostBytes = 1024 * 1024;

    /// <summary>Returns the address to connect to: the first listen address, or loopback when it is the wildcard.</summary>
    public static IPEndPoint Target(IReadOnlyList<IPAddress> bind, int port)
    {
        var first = bind[0];
        return new IPEndPoint(first.Equals(IPAddress.Any) ? IPAddress.Loopback : first.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : first, port);
    }

    /// <summary>Checks that something listens there.</summary>
    public static async Task<CheckResult> ListeningAsync(IPEndPoint target, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ConnectTimeout, time, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target, deadline.Token);
            return Judge(target, SocketError.Success);
        }
        catch (SocketException e)
        {
            return Judge(target, e.SocketErrorCode);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return Judge(target, SocketError.TimedOut);
        }
    }

    /// <summary>An agent answers an address outside its allow-list with a reset, so a reset counts as listening.</summary>
    public static CheckResult Judge(IPEndPoint target, SocketError error) => error switch
    {
        SocketError.Success => CheckResult.Ok(ListeningName, target.ToString()),
        SocketError.ConnectionReset or SocketError.ConnectionAborted =>
            CheckResult.Ok(ListeningName, $"{target}, which closed the connection at once"),
        _ => CheckResult.Fail(
            ListeningName, target.ToString(), $"nobody accepts connections at {target} ({error})",
            $"start the agent: '{InitCommands.Here.Start("linux-patch-api")}'; "
                + $"'{InitCommands.Here.Status("linux-patch-api")}' shows why it does not run"),
    };

    /// <summary>
    /// Returns the certificate that whoever listens there shows, trusted or not; null when none is shown, as to an address outside the
    /// allow-list. Only this tells what is in force while the files on disk are something else.
    /// </summary>
    public static async Task<X509Certificate2?> ServedAsync(IPEndPoint target, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ConnectTimeout, time, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        byte[]? seen = null;
        try
        {
            await socket.ConnectAsync(target, deadline.Token);
            await using var stream = new SslStream(new NetworkStream(socket));
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = target.Address.ToString(),
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seen = certificate?.GetRawCertData();
                    return false;
                },
            }, deadline.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or CryptographicException
            || (e is OperationCanceledException && deadline.IsOver))
        {
            // Refused on purpose; the certificate has been seen by then, or never comes.
        }

        return seen is null ? null : X509CertificateLoader.LoadCertificate(seen);
    }

    /// <summary>Requests health and then the agent's own checks, as a client.</summary>
    /// <param name="own">The client certificate; null when this host has none.</param>
    /// <param name="none">Why it has none.</param>
    /// <returns>The result of these requests, and the agent's checks; null when they could not be fetched.</returns>
    public async Task<(CheckResult Result, IReadOnlyList<CheckResult>? Agent)> QueryAsync(
        IPEndPoint target, (X509Certificate2 Certificate, string Path)? own, CancellationToken cancellationToken, string? none = null)
    {
        if (own is not { } client)
        {
            return (NotAsked(none ?? "no client certificate on this host", target, trusted.Allowed.Allows(target.Address)), null);
        }

        if (trusted.Authorities is null)
        {
            return (CheckResult.NotTested(
                OwnClientName, "the running agent was not asked: tls.ca_cert cannot be used, so its answer could not be trusted"), null);
        }

        var health = await GetAsync("/health", target, client.Certificate, cancellationToken);
        if (health.Outcome != FetchOutcome.Complete && !trusted.Allowed.Allows(target.Address))
        {
            return (NotAsked($"{target.Address} is not in the allow-list", target, isAllowed: false), null);
        }

        if (health.Outcome != FetchOutcome.Complete)
        {
            return (CheckResult.Fail(
                OwnClientName, client.Path, $"GET /health with this host's own client certificate failed: {health.Detail}",
                "the audit log (logging.file_path) says why the agent refuses a client; "
                    + "'openssl verify -CAfile' why a client refuses the agent"), null);
        }

        var doctor = await GetAsync("/api/v1/system/doctor", target, client.Certificate, cancellationToken);
        var checks = doctor.Outcome == FetchOutcome.Complete ? Parse(doctor.Body) : null;
        return (checks is null
            ? CheckResult.Warn(OwnClientName, $"{client.Path} gets /health",
                $"the agent's own checks could not be read: {doctor.Detail ?? "not the expected document"}", null)
            : CheckResult.Ok(OwnClientName, $"{client.Path} gets /health"), checks);
    }

    /// <summary>The command can do without; whoever wants to have the agent asked hears all that it takes. Pure.</summary>
    /// <param name="isAllowed">Whether the allow-list has the address.</param>
    public static CheckResult NotAsked(string why, IPEndPoint target, bool isAllowed) => CheckResult.NotTested(
        OwnClientName, $"the running agent was not asked: {why}",
        "none needed: the checks below are the same. To have it asked"
            + (isAllowed ? "" : $", put {target.Address} on the allow-list and")
            + " name a client certificate with --cert and --key (client.pem and client.key.pem of 'linux-patch-api setup')");

    /// <summary>Parses the checks from the answer to <c>GET /api/v1/system/doctor</c>; null when it is something else.</summary>
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

    /// <summary>An unknown status counts as failed.</summary>
    private static CheckStatus Status(string? name) => name switch
    {
        "not_tested" => CheckStatus.NotTested,
        "ok" => CheckStatus.Ok,
        "warning" => CheckStatus.Warning,
        _ => CheckStatus.Failed,
    };

    private Task<FetchResult> GetAsync(string path, IPEndPoint target, X509Certificate2 own, CancellationToken cancellationToken)
    {
        return HttpsFetch.SendAsync(Address(trusted.Served, target, path), new FetchOptions
        {
            Authorities = trusted.Authorities!,
            Certificate = own,
            ConnectTo = target,
            BodyBytes = MostBytes,
            Deadline = RequestTimeout,
            UserAgent = $"linux-patch-api-doctor/{BuildInfo.Version}",
            Time = time,
        }, cancellationToken);
    }

    /// <summary>Returns the URL of a path with a name that the server certificate has.</summary>
    public static Uri Address(X509Certificate2? server, IPEndPoint target, string path) =>
        new($"https://{NameOf(server, target)}:{target.Port}{path}");

    /// <summary>
    /// Returns a name from the certificate, so that only its issuer is verified here; another check verifies that it names this host.
    /// </summary>
    private static string NameOf(X509Certificate2? server, IPEndPoint target)
    {
        var names = server?.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList() ?? [];
        if (names.SelectMany(n => n.EnumerateDnsNames()).FirstOrDefault(n => !n.Contains('*')) is { } dns)
        {
            return dns;
        }

        // A certificate for a whole domain is for each name directly below it.
        if (!names.SelectMany(n => n.EnumerateIPAddresses()).Any()
            && names.SelectMany(n => n.EnumerateDnsNames()).FirstOrDefault(n => n.StartsWith("*.", StringComparison.Ordinal)) is { } domain)
        {
            return $"host{domain[1..]}";
        }

        var address = names.SelectMany(n => n.EnumerateIPAddresses()).FirstOrDefault() ?? target.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }
}
