using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Access.Dns;

/// <summary>
/// Resolves through getaddrinfo: hosts file, DNS, whatever nsswitch.conf configures. A separate query to a name server gets the TTL.
/// </summary>
internal sealed class DnsHostResolver(DnsLifetimes lifetimes, TimeProvider clock) : IHostResolver
{
    public async Task<HostAnswer> ResolveAsync(string name, CancellationToken cancellation)
    {
        using var deadline = new Deadline(AllowListLimits.ResolveTimeout, clock, cancellation);
        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(name, deadline.Token);
            return addresses.Length == 0
                ? new HostAnswer([], "the name has no address", IsGone: true)
                : new HostAnswer(addresses, null, await LifetimeAsync(name, deadline));
        }
        catch (SocketException error)
        {
            return Failed(error.SocketErrorCode);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HostAnswer([], $"no answer within {AllowListLimits.ResolveTimeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Returns the TTL; null when no server tells it before the deadline. The addresses are known then, and count.</summary>
    private async Task<TimeSpan?> LifetimeAsync(string name, Deadline deadline)
    {
        try
        {
            return await lifetimes.QueryAsync(name, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return null;
        }
    }

    /// <summary>Only the first two are answers about the name; the others say that nobody has answered. Pure.</summary>
    internal static HostAnswer Failed(SocketError error) => error switch
    {
        SocketError.HostNotFound => new HostAnswer([], "the name does not exist", IsGone: true),
        SocketError.NoData => new HostAnswer([], "the name has no address", IsGone: true),
        SocketError.TryAgain => new HostAnswer([], "the name server does not answer"),
        // Of this one the system's text is a number.
        SocketError.NoRecovery => new HostAnswer([], "the name server refuses to answer"),
        _ => new HostAnswer([], $"resolver error: {new SocketException((int)error).Message}"),
    };
}
