using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Init;
using LinuxPatchApi.Timing;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>Calls the agent on this host as a client would, with a client certificate where there is one.</summary>
internal sealed class SelfTest(TlsMaterial material, IPEndPoint target, TimeProvider clock)
{
    private const string Step = "self-test";

    private string Fingerprint => material.Server.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Waits until the agent answers with the installed certificate, but not for long.</summary>
    public async Task<StepFailure?> RunAsync(
        (X509Certificate2 Certificate, string Path)? client, StepReport report, CancellationToken cancellation)
    {
        using var deadline = new Deadline(SetupLimits.SelfTest, clock, cancellation);
        while (true)
        {
            var fetched = await HttpsFetch.SendAsync(
                RunningAgent.Address(material.Server, target, "/health"), Options(client), cancellation);
            if (fetched.Outcome == FetchOutcome.Complete)
            {
                // No agent answers without a certificate.
                return client is { } known ? Judge(fetched.Body, known.Path, report) : NoAgent();
            }
            // Without a certificate the agent ends the handshake with an alert, which is as far as this can see.
            if (client is null && fetched.Fingerprint == Fingerprint)
            {
                report.Say(Step, $"{target} listens; no client certificate is on this host, so no more was tried");
                return null;
            }
            try
            {
                await Task.Delay(SetupLimits.SelfTestPause, clock, deadline.Token);
            }
            catch (OperationCanceledException) when (deadline.IsOver)
            {
                return Failed(fetched, client is not null);
            }
        }
    }

    private FetchOptions Options((X509Certificate2 Certificate, string Path)? client) => new()
    {
        Authorities = material.Authorities,
        // The previous certificate of the same authority is served until the agent has read the new one.
        Accept = chain => chain[0].GetCertHashString(HashAlgorithmName.SHA256) == Fingerprint,
        Certificate = client?.Certificate,
        ConnectTo = target,
        BodyBytes = SetupLimits.MaxAnswerBytes,
        Deadline = SetupLimits.Request,
        UserAgent = $"linux-patch-api-setup/{BuildInfo.Version}",
        Time = clock,
    };

    /// <summary>Says how the agent is, from its answer to <c>GET /health</c>.</summary>
    private StepFailure? Judge(ReadOnlyMemory<byte> answer, string path, StepReport report)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var data = document.RootElement.GetProperty("data");
            report.Say(Step, $"{target} answered {Path.GetFileName(path)}: {data.GetProperty("status").GetString()}, "
                + $"version {data.GetProperty("version").GetString()}");
            foreach (var reason in data.GetProperty("degraded_reasons").EnumerateArray())
            {
                report.Say("", reason.GetString() ?? "");
            }
            return null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return NoAgent();
        }
    }

    private StepFailure NoAgent() => new(
        Step, $"{target} answers, but is no agent of this kind",
        "see what else listens there, or change server.port", ExitCode.Unavailable);

    private StepFailure Failed(FetchResult fetched, bool hasClient) => new(
        Step, $"{target}: {fetched.Detail}", fetched.Outcome switch
        {
            FetchOutcome.NotReached => $"'{InitCommands.Here.Status("linux-patch-api")}' says whether it runs, "
                + $"'{InitCommands.Here.Log("linux-patch-api")}' why not",
            FetchOutcome.Truncated when hasClient => "the agent closed the connection: see the last lines of its audit log, "
                + "and the allow-list",
            FetchOutcome.TlsFailed => "the agent still shows another certificate or refuses this client: "
                + $"'{InitCommands.Here.Log("linux-patch-api")}' and its audit log say which",
            _ => "'linux-patch-api doctor' says what is wrong on this host",
        }, ExitCode.Unavailable);
}
