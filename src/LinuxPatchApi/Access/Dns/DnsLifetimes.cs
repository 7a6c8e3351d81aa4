using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Access.Dns;

/// <summary>
/// Queries name servers for the TTL of a name's addresses, which getaddrinfo does not return. The TTL only decides when the name is
/// resolved next, so a forged answer cannot let anybody in.
/// </summary>
internal sealed class DnsLifetimes(Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider clock)
{
    /// <summary>Returns the shorter TTL of both address families. Null when no server returns one.</summary>
    public async Task<TimeSpan?> QueryAsync(string name, CancellationToken cancellation)
    {
        if (!name.Contains('.'))
        {
            // The name comes from the hosts file, or the resolver completes it from its search list, which is not followed here.
            return null;
        }
        foreach (var server in servers())
        {
            var ipv4 = await QueryAsync(server, name, DnsMessage.TypeA, cancellation);
            var ipv6 = await QueryAsync(server, name, DnsMessage.TypeAaaa, cancellation);
            if ((ipv4 ?? ipv6) is { } one)
            {
                return ipv6 is { } other && other < one ? other : one;
            }
        }
        return null;
    }

    private async Task<TimeSpan?> QueryAsync(IPEndPoint server, string name, ushort type, CancellationToken cancellation)
    {
        using var deadline = new Deadline(AllowListLimits.NameServerTimeout, clock, cancellation);
        var question = DnsMessage.Question((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), name, type);
        try
        {
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            // On a connected socket the kernel drops datagrams from other peers and reports a closed port at once.
            await socket.ConnectAsync(server, deadline.Token);
            await socket.SendAsync(question, deadline.Token);
            // One byte more than the limit, so that an oversized answer can be recognised.
            var answer = new byte[DnsMessage.MaxBytes + 1];
            for (var i = 0; i < AllowListLimits.MaxStrayAnswers; i++)
            {
                var length = await socket.ReceiveAsync(answer, SocketFlags.None, deadline.Token);
                if (length >= 2 && answer.AsSpan(0, 2).SequenceEqual(question.AsSpan(0, 2)))
                {
                    return DnsMessage.Lifetime(question, answer.AsSpan(0, length));
                }
            }
            return null;
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
