using System.Net;
using System.Net.Sockets;

namespace LinuxPatchApi.Access;

/// <summary>Asks the system's resolver (getaddrinfo: hosts file, DNS, whatever nsswitch.conf says).</summary>
internal sealed class DnsHostResolver(TimeProvider clock) : IHostResolver
{
    public async Task<HostAnswer> ResolveAsync(string name, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(AllowListLimits.ResolveTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(name, either.Token);
            return new HostAnswer(addresses, addresses.Length == 0 ? "the name has no address" : null);
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
