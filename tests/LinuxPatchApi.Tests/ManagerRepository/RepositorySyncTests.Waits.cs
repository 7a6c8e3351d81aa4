using System.Collections.Concurrent;
using LinuxPatchApi.Daemon.ManagerRepositories;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>When the manager is asked, whatever happens to the state and to the configuration meanwhile.</summary>
public sealed partial class RepositorySyncTests
{
    /// <summary>A good answer holds for a day, a tenth more or less.</summary>
    private static readonly TimeSpan NearlyADay = RepositoryLimits.Interval * 0.89;

    private static readonly TimeSpan FirstRetry = RepositoryLimits.FirstRetry * 0.89;

    private RepositorySync? _loop;

    /// <summary>One for each attempt of a loop that has come to its end.</summary>
    private readonly ConcurrentQueue<DateTimeOffset> _attempts = new();

    [Theory]
    [InlineData(0, 0.5, 24 * 60)]
    [InlineData(1, 0.5, 5)]
    [InlineData(2, 0.5, 10)]
    [InlineData(7, 0.5, 320)]
    [InlineData(8, 0.5, 360)]
    [InlineData(60, 0.5, 360)]
    [InlineData(0, 0, 1296)]
    [InlineData(0, 1, 1584)]
    [InlineData(0, 0.5, 60, true)]
    [InlineData(1, 0.5, 5, true)]
    [InlineData(8, 0.5, 60, true)]
    public void Wait_is_a_day_and_grows_after_failures(int failures, double random, double minutes, bool isDoubted = false) =>
        Assert.Equal(minutes, RepositoryLimits.Next(failures, random, isDoubted).TotalMinutes, 3);

    [Fact]
    public async Task Repository_that_the_package_manager_does_not_take_has_the_manager_asked_within_the_hour()
    {
        var start = Now;
        await LoopAsync(async () =>
        {
            await AskedAsync(1);
            _loop!.Doubt();
            Assert.True(await UntilAskedAsync(2, TimeSpan.FromMinutes(1)) < RepositoryLimits.Doubted * 1.2, "that was the daily question");
            Assert.True(_disk.Read()!.SyncedAt > start);

            // Its answer ends the doubt.
            Assert.True(await UntilAskedAsync(3, TimeSpan.FromMinutes(10)) > NearlyADay);
        });
    }

    [Fact]
    public async Task Loop_asks_at_the_start_and_once_a_day()
    {
        using var end = new CancellationTokenSource();
        var running = Sync().RunAsync(end.Token);
        // The first question waits for nothing, and a clock that runs meanwhile would end it at its deadline.
        await Eventually.TrueAsync(() => Asked(1), "the first question");
        await Eventually.TrueAsync(() => File.Exists(_disk.RecordFile), "the record");
        await Eventually.NudgedAsync(() => Asked(2), () => Pass(TimeSpan.FromDays(2)), "the second question");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, _writes);
    }

    [Fact]
    public async Task Restart_within_the_day_asks_nobody()
    {
        await OnceAsync();
        using var end = new CancellationTokenSource();
        var running = Sync().RunAsync(end.Token);
        for (var i = 0; i < 20; i++)
        {
            _tls.Clock.Advance(TimeSpan.FromMinutes(30));
            await Task.Yield();
        }
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Single(_manager.Requests);
    }

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

    [Theory]
    [InlineData("switched off")]
    [InlineData("no manager")]
    [InlineData("no certificates")]
    public async Task Change_of_the_configuration_during_the_wait_is_decided_anew(string what)
    {
        await LoopAsync(async () =>
        {
            await AskedAsync(1);
            var (isSet, address, material) = (_isSet, _address, _material);
            switch (what)
            {
                case "switched off":
                    _isSet = false;
                    break;
                case "no manager":
                    _address = null;
                    break;
                default:
                    _material = null;
                    break;
            }
            await PublishAsync();
            (_isSet, _address, _material) = (isSet, address, material);
            await PublishAsync();
            Assert.True(await UntilAskedAsync(2, TimeSpan.FromMinutes(10)) > NearlyADay);
        });
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("host")]
    [InlineData("trust")]
    public async Task Another_manager_during_the_wait_is_asked_at_once_and_only_once(string what)
    {
        await LoopAsync(async () =>
        {
            await AskedAsync(1);
            switch (what)
            {
                case "manager":
                    _address = new Uri(_manager.Address, "/below/");
                    break;
                case "host":
                    _host = "packages.example.org";
                    break;
                default:
                    _ca = _root.Write("other-ca.pem", _manager.Pki.AuthorityPem);
                    break;
            }
            _files.Publish();
            await AskedAsync(2);
            // Below the other address is nothing, so that question is repeated sooner.
            Assert.True(what == "manager"
                ? await UntilAskedAsync(3, TimeSpan.FromSeconds(5)) > FirstRetry
                : await UntilAskedAsync(3, TimeSpan.FromMinutes(10)) > NearlyADay);
        });
    }

    [Fact]
    public async Task Another_manager_since_the_last_run_is_asked_at_once()
    {
        await OnceAsync();
        _address = new Uri("https://localhost:1/");
        await LoopAsync(async () =>
            Assert.True(await UntilAskedAsync(1, TimeSpan.FromSeconds(1)) < RepositoryLimits.Interval / 2));
    }

    [Fact]
    public async Task Manager_that_is_no_longer_configured_is_not_asked()
    {
        _isSet = false;
        await OnceAsync();
        Assert.Empty(_manager.Requests);
        Assert.Null(_disk.Read());
    }

    [Fact]
    public async Task Answer_that_comes_after_the_repository_was_switched_off_is_dropped()
    {
        var asking = OnceAsync();
        _isSet = false;
        await Eventually.SoonAsync(asking);
        Assert.Null(_disk.ReadAnswer());
        Assert.Null(_disk.Read());
        Assert.Equal(0, _writes);
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
        var running = (_loop = Sync(host)).RunAsync(end.Token);
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
                Pass(step);
                return false;
            },
            $"attempt {attempts}");
        return Now - start;
    }

    /// <summary>Announces a change, and waits until the loop has looked at it.</summary>
    private async Task PublishAsync()
    {
        var looks = Volatile.Read(ref _looks);
        _files.Publish();
        // Publishing looks itself, once.
        await Eventually.TrueAsync(() => Volatile.Read(ref _looks) > looks + 1, "a look at the configuration");
    }
}
