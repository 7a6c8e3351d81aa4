using System.Net;
using System.Net.Sockets;

namespace LinuxPatchApi.Access.Dns;

/// <summary>
/// Resolves through getaddrinfo: hosts file, DNS, whatever nsswitch.conf configures. A separate query to a name server gets the TTL.
/// </summary>
internal sealed class DnsHostResolver(DnsLifetimes lifetimes, TimeProvider clock) : IHostResolver
{
    public async Task<HostAnswer> ResolveAsync(string name, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(AllowListLimits.ResolveTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(name, either.Token);
            return addresses.Length == 0
                ? new HostAnswer([], "the name has no address")
                : new HostAnswer(addresses, null, await lifetimes.QueryAsync(name, cancellation));
        }
        catch (SocketException error)
        {
            return new HostAnswer([], error.SocketErrorCode switch
            {
                SocketError.HostNotFound => "the name does not exist",
                SocketError.NoData => "the name has no address",
                SocketError.TryAgain => "the name server does not answer",
                _ => $"resolver error {error.SocketErrorCode}",
            });
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HostAnswer([], $"no answer within {AllowListLimits.ResolveTimeout.TotalSeconds:0} s");
        }
    }
}
