using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LinuxPatchApi.Access.Dns;

/// <summary>
/// Asks name servers how long the addresses of a name live, which getaddrinfo does not tell. Nothing but the time of the next question
/// depends on the answer, so one that is forged cannot let anybody in.
/// </summary>
internal sealed class DnsLifetimes(Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider clock)
{
    /// <summary>The shorter one of both families; null when no server says.</summary>
    public async Task<TimeSpan?> QueryAsync(string name, CancellationToken cancellation)
    {
        if (!name.Contains('.'))
        {
            // Of the hosts file, or completed by a search list that is not ours to follow.
            return null;
        }
        foreach (IPEndPoint server in servers())
        {
            TimeSpan? ipv4 = await QueryAsync(server, name, DnsMessage.TypeA, cancellation);
            TimeSpan? ipv6 = await QueryAsync(server, name, DnsMessage.TypeAaaa, cancellation);
            if ((ipv4 ?? ipv6) is { } one)
            {
                return ipv6 is { } other && other < one ? other : one;
            }
        }
        return null;
    }

    private async Task<TimeSpan?> QueryAsync(IPEndPoint server, string name, ushort type, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(AllowListLimits.NameServerTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var question = DnsMessage.Question((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), name, type);
        try
        {
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            // Connected: the kernel drops what comes from elsewhere, and a closed port is an error at once.
            await socket.ConnectAsync(server, either.Token);
            await socket.SendAsync(question, either.Token);
            // One byte more than is taken, so that a longer answer is seen as such.
            var answer = new byte[DnsMessage.MaxBytes + 1];
            for (var i = 0; i < AllowListLimits.MaxStrayAnswers; i++)
            {
                var length = await socket.ReceiveAsync(answer, SocketFlags.None, either.Token);
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
