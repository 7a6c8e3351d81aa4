using System.Collections.Concurrent;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>When the manager is asked, whatever happens to the state and to the configuration meanwhile.</summary>
public sealed partial class RepositorySyncTests
{
    private static readonly TimeSpan FirstRetry = RepositoryLimits.FirstRetry * 0.89;

    /// <summary>One for each attempt of a loop that has come to its end.</summary>
    private readonly ConcurrentQueue<DateTimeOffset> _attempts = new();

    [Theory]
    [InlineData("directory")]
    [InlineData("record")]
    public async Task State_that_cannot_be_written_does_not_have_the_manager_asked_again_at_once(string what)
    {
        if (what == "directory")
        {
            _root.Write("state", "a file where the directory belongs");
        }
        else
        {
            Directory.CreateDirectory(_disk.RecordFile);
        }
        await LoopAsync(async () =>
        {
            await AskedAsync(1);
            Assert.True(await UntilAskedAsync(2, TimeSpan.FromSeconds(10)) > FirstRetry, "the second question");
            Assert.True(await UntilAskedAsync(3, TimeSpan.FromSeconds(10)) > FirstRetry, "the third question");
        });
    }

    private async Task LoopAsync(Func<Task> during, RepositoryHost? host = null)
    {
        _disk = new RepositoryDirectory(_root.File("state"))
        {
            Reached = at =>
            {
                if (at == "after record")
                {
                    _attempts.Enqueue(Now);
                }
            },
        };
        using var end = new CancellationTokenSource();
        var running = Sync(host).RunAsync(end.Token);
        var failed = await Task.WhenAny(running, during());
        await failed;
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task AskedAsync(int attempts) => Eventually.TrueAsync(() => _attempts.Count >= attempts, $"attempt {attempts}");

    /// <summary>The time of the host's clock that has to pass until so many attempts were made.</summary>
    private async Task<TimeSpan> UntilAskedAsync(int attempts, TimeSpan step)
    {
        var start = Now;
        await Eventually.TrueAsync(
            () =>
            {
                if (_attempts.Count >= attempts)
                {
                    return true;
                }
                _tls.Clock.Advance(step);
                return false;
            },
            $"attempt {attempts}");
        return Now - start;
    }
}
