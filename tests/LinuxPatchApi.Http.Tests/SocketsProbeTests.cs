using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests;

public sealed class SocketsProbeTests
{
    [Fact]
    public async Task Probe_is_answered_unless_a_quick_handler_blocks_the_thread_of_the_sockets()
    {
        using var gate = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        var pulse = new Beat();
        using var probe = new SocketsProbe(pulse.Work);
        probe.Probe();
        await pulse.AnsweredAsync(1);
        var onSockets = false;
        await using var server = TestServer.Tls(
            (exchange, _) =>
            {
                if (exchange.Request.Path == "/block" && !Thread.CurrentThread.IsThreadPoolThread)
                {
                    onSockets = true;
                    entered.Release();
                    gate.Wait(TestContext.Current.CancellationToken);
                }
                return default;
            },
            options => options with { IsQuick = _ => true });
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        // One wait for all rounds: a wait left over from an earlier round would take the release, and the thread would stay blocked
        // for 10 s, which timed out tests beside this one.
        var blocked = entered.WaitAsync(TestContext.Current.CancellationToken);
        while (!onSockets)
        {
            // Repeated until the polling thread receives one: the first ones may arrive before anyone waits.
            await client.SendAsync("GET /block HTTP/1.1\r\nHost: a\r\n\r\n");
            var answer = client.ReceiveAsync();
            await Task.WhenAny(answer, blocked);
        }

        probe.Probe();
        probe.Probe();
        Assert.True(pulse.IsAtWork);
        gate.Set();
        await pulse.AnsweredAsync(2);
        Assert.False(pulse.IsAtWork);
    }

    private sealed class Beat
    {
        private readonly SemaphoreSlim _answers = new(0);
        private int _seen;

        public volatile bool IsAtWork;

        public void Work(bool isAtWork)
        {
            IsAtWork = isAtWork;
            if (!isAtWork)
            {
                _answers.Release();
            }
        }

        public async Task AnsweredAsync(int count)
        {
            for (; _seen < count; _seen++)
            {
                Assert.True(
                    await _answers.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), $"answer {_seen + 1}");
            }
        }
    }
}
