using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Daemon.LocalClient;

/// <summary>
/// Lets the agent connect to its own listener, as far as its files allow: it must show the certificate that is in force. Where the agent
/// accepts that certificate as a client's too, <c>GET /health</c> must be answered. Where the own address is not on the allow-list, the
/// agent closes such a connection, and that it does so has to suffice.
/// </summary>
internal sealed class OwnListener(ISnapshots files, IServerTls tls, TimeProvider time)
{
    /// <summary>Origin: the agent answers itself in milliseconds; a fifth of the contract's five seconds of change-over.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of an answer. Origin: health has a few hundred, and a line for each problem.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>Returns why the listener does not answer; null when it does.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        var now = files.Current;
        if (now.Material is not { } material)
        {
            return "there are no certificates";
        }

        var target = RunningAgent.Target(now.Settings.Server.Bind, now.Settings.Server.Port);
        if (!now.Allowed.Allows(target.Address))
        {
            return (await RunningAgent.ListeningAsync(target, time, cancellationToken)).Problem;
        }

        using var served = await RunningAgent.ServedAsync(target, time, cancellationToken);
        if (served is null || !served.RawDataMemory.Span.SequenceEqual(material.Server.RawDataMemory.Span))
        {
            return $"{target} {(served is null ? "shows no certificate" : "shows another certificate than the one in force")}";
        }

        // Without a usable name in its own certificate the agent could not verify itself.
        var address = RunningAgent.Address(material.Server, target, "/health");
        return material.Server.MatchesHostname(address.IdnHost) && IsClient(material.Server, material.Chain, tls.Current.Clients)
            ? await HealthAsync(address, target, material, cancellationToken)
            : null;
    }

    /// <summary>
    /// True when the agent accepts its own certificate from a client. By the rules in force: any weaker ones would expect an answer from
    /// an agent that rightly refuses it.
    /// </summary>
    public static bool IsClient(X509Certificate2 server, X509Certificate2Collection chain, ClientCertificatePolicy clients) =>
        clients.Check(server, chain) == ClientCertificateVerdict.Accepted;

    /// <summary>Any status counts: the roles may give this certificate none.</summary>
    private async Task<string?> HealthAsync(Uri address, IPEndPoint target, TlsMaterial material, CancellationToken cancellationToken)
    {
        var fetched = await HttpsFetch.SendAsync(address, new FetchOptions
        {
            Authorities = material.Authorities,
            // Whoever shows it is this agent; whether clients can verify it is another check's concern.
            Fingerprint = material.Server.GetCertHashString(HashAlgorithmName.SHA256),
            Certificate = material.Server,
            Intermediates = material.Chain,
            ConnectTo = target,
            AnyStatus = true,
            BodyBytes = MostBytes,
            Deadline = Limit,
            UserAgent = $"linux-patch-api/{BuildInfo.Version}",
            Time = time,
        }, cancellationToken);
        return fetched.Outcome == FetchOutcome.Complete ? null : $"GET /health at {target}: {fetched.Detail}";
    }
}
