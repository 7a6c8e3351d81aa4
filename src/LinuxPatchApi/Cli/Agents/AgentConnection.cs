using LinuxPatchApi.ClientView;
using LinuxPatchApi.Http.Client;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>Sends requests to one agent; one connection each, as they are rare.</summary>
internal sealed class AgentConnection(AgentAddress address, ClientCertificates certificates, TimeProvider clock)
{
    private const string Its = "its ";

    public AgentAddress Address => address;

    public Task<AgentAnswer> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync("GET", path, null, null, ClientLimits.Read, cancellation);

    /// <summary>A plan: nothing changes, so it needs no key.</summary>
    public Task<AgentAnswer> PlanAsync(string path, byte[] body, CancellationToken cancellation) =>
        SendAsync("POST", path, body, null, ClientLimits.Plan, cancellation);

    /// <summary>
    /// A change. When its answer is lost it is sent again under the same key, by which the agent knows that it has it already.
    /// </summary>
    public async Task<AgentAnswer> ChangeAsync(string method, string path, byte[]? body, CancellationToken cancellation)
    {
        var key = Guid.NewGuid().ToString("D");
        var mayHaveBegun = false;
        for (var attempt = 1; ; attempt++)
        {
            var answer = await SendAsync(method, path, body, key, ClientLimits.Plan, cancellation);
            // An agent that restarts closes the connection first and its port next.
            var isLost = answer.Raw.Length == 0
                && (answer.Failure?.Kind is FailureKind.Later || (mayHaveBegun && answer.Failure?.Kind is FailureKind.NotReached));
            if (!isLost)
            {
                return answer;
            }
            if (attempt == ClientLimits.Attempts)
            {
                return AgentAnswer.Fail(FailureKind.Later, $"{answer.Failure!.Text}; the change may have begun: 'client jobs' shows it");
            }
            mayHaveBegun = true;
            await Task.Delay(ClientLimits.RetryPause, clock, cancellation);
        }
    }

    private async Task<AgentAnswer> SendAsync(
        string method, string path, byte[]? body, string? key, TimeSpan deadline, CancellationToken cancellation)
    {
        var options = new FetchOptions
        {
            Authorities = certificates.Authorities,
            Certificate = certificates.Own,
            BodyBytes = ClientLimits.MaxAnswerBytes,
            Deadline = deadline,
            UserAgent = $"linux-patch-api-client/{BuildInfo.Version}",
            Time = clock,
            Method = method,
            Body = body,
            IdempotencyKey = key,
            AnyStatus = true,
        };
        var fetched = await HttpsFetch.SendAsync(new Uri(address.Base, path), options, cancellation);
        return fetched.Outcome switch
        {
            FetchOutcome.Complete => AgentAnswer.Read(fetched.Status, fetched.Body, fetched.RetryAfter),
            FetchOutcome.NotReached => AgentAnswer.Fail(FailureKind.NotReached, $"not reached: {fetched.Detail}"),
            FetchOutcome.TlsFailed => AgentAnswer.Fail(FailureKind.NotTrusted, Untrusted(fetched.Detail!)),
            FetchOutcome.Truncated => AgentAnswer.Fail(FailureKind.Later,
                "the connection was closed without an answer; is this machine in the agent's allow-list?"),
            FetchOutcome.TimedOut => AgentAnswer.Fail(FailureKind.Later, fetched.Detail!),
            _ => AgentAnswer.Fail(FailureKind.NotUnderstood, fetched.Detail!),
        };
    }

    private static string Untrusted(string detail) => PeerAlert.Words(detail)
        ?? $"{Handshake(detail)}{(detail.Contains("authority", StringComparison.Ordinal) ? PeerAlert.OtherAuthority : "")}";

    private static string Handshake(string detail) =>
        $"the handshake failed: {(detail.StartsWith(Its, StringComparison.Ordinal) ? $"the agent's {detail[Its.Length..]}" : detail)}";
}
