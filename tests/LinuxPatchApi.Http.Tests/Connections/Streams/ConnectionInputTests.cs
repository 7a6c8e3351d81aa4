using System.Net.Sockets;
using LinuxPatchApi.Http.Connections.Streams;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections.Streams;

public sealed class ConnectionInputTests
{
    [Fact]
    public async Task A_reset_is_told_from_an_end()
    {
        var time = new FakeTimeProvider();
        using var deadline = new Deadline(time, _ => { });
        var input = new ConnectionInput(new ResetStream(), deadline);
        Assert.Equal((InputOutcome.Ended, true), (await input.ReadAsync(TimeSpan.FromSeconds(1), idle: true), input.IsLost));
        var ended = new ConnectionInput(Stream.Null, deadline);
        Assert.Equal((InputOutcome.Ended, false), (await ended.ReadAsync(TimeSpan.FromSeconds(1), idle: true), ended.IsLost));
    }

    /// <summary>Behaves like a socket stream after a reset by the peer.</summary>
    private sealed class ResetStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("reset", new SocketException((int)SocketError.ConnectionReset));
    }
}
