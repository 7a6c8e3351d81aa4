using System.Net;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Reloading;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Tests.Daemon.Reloading;

/// <summary>Uses real files and inotify; the clock is the test's own.</summary>
public sealed class ReloaderTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly LevelSwitch _level = new(LogLevel.Information);
    private readonly AgentStart.Begun _begun;
    private readonly Journal _journal = new();
    private readonly Reloader _reloader;
    private readonly Task _running;
    private int _reloads;

    public ReloaderTests()
    {
        Save("info", "allow.yaml");
        Allow("allow.yaml", "192.0.2.1");
        var paths = new AgentPaths(_tls.File("config.yaml"), "unix:path=/nonexistent", _tls.Directory, new HostPaths(_tls.Directory));
        using var complaints = new StringWriter();
        var start = AgentStart.Load(paths, _tls.Clock, complaints);
        Assert.True(start.Begin is not null, complaints.ToString());
        _begun = start.Begin;
        _begun.Files.Changed += now =>
        {
            _level.Set(now.Settings.Logging.Level);
            Interlocked.Increment(ref _reloads);
        };
        _reloader = new Reloader(_begun.Files, _tls.Clock, new Logger<Reloader>(_journal));
        _running = _reloader.RunAsync(_shutdown.Token);
    }

    public void Dispose()
    {
        _shutdown.Cancel();
        _shutdown.Dispose();
        _journal.Dispose();
        _tls.Dispose();
    }

    [Fact]
    public async Task Change_is_taken_up()
    {
        Save("debug", "allow.yaml");
        await UntilAsync(() => _level.Current == LogLevel.Debug, "the new level");
    }

    [Fact]
    public async Task Case06_Files_are_read_when_somebody_asks_though_none_has_changed()
    {
        await Eventually.SoonAsync(_reloader.ReloadAsync());
        Assert.Equal(1, Volatile.Read(ref _reloads));
        await Eventually.SoonAsync(_reloader.ReloadAsync());
        Assert.Equal(2, Volatile.Read(ref _reloads));
    }

    [Fact]
    public async Task First_change_after_a_day_without_any_is_taken_up()
    {
        await BeforeItWaitsAsync();
        _tls.Clock.Advance(TimeSpan.FromDays(1));
        await BeforeItWaitsAsync();
        Save("debug", "allow.yaml");
        await UntilAsync(() => _level.Current == LogLevel.Debug, "the new level");
        Save("error", "allow.yaml");
        await UntilAsync(() => _level.Current == LogLevel.Error, "the next level");
    }

    /// <summary>Nobody but a person renews the certificate, so the journal says it again each day.</summary>
    [Fact]
    public async Task Certificate_that_soon_expires_is_in_the_journal_once_a_day()
    {
        await BeforeItWaitsAsync();
        _tls.Clock.Advance(TimeSpan.FromDays(355));
        await Eventually.TrueAsync(() => Said() == 1, "the first warning");
        for (var day = 2; day <= 3; day++)
        {
            await BeforeItWaitsAsync();
            _tls.Clock.Advance(TimeSpan.FromDays(1));
            await Eventually.TrueAsync(() => Said() == day, "the next warning");
        }
    }

    [Fact]
    public async Task File_that_the_new_settings_name_is_watched()
    {
        Directory.CreateDirectory(_tls.File("elsewhere"));
        Allow("elsewhere/other.yaml", "192.0.2.2");
        Save("info", "elsewhere/other.yaml");
        await UntilAsync(() => Allows("192.0.2.2") && !Allows("192.0.2.1"), "the other file");
        Allow("elsewhere/other.yaml", "192.0.2.3");
        await UntilAsync(() => Allows("192.0.2.3"), "the change of the other file");
    }

    [Fact]
    public async Task Bad_version_leaves_the_old_one_in_force_and_degrades()
    {
        File.WriteAllText(_tls.File("config.yaml"), "logging:\n  level: loud\n");
        await UntilAsync(() => _begun.Files.Current.ConfigurationReasons.Count > 0, "the complaint");
        Assert.Equal(LogLevel.Information, _level.Current);
    }

    /// <summary>A negative wait would end the task, and the agent with it.</summary>
    [Theory]
    [InlineData(null, 86_400)]
    [InlineData(100_000, 86_400)]
    [InlineData(60, 61)]
    [InlineData(-1, 0)]
    [InlineData(-3600, 0)]
    public void Case39_Wait_for_the_next_date_is_never_negative(int? seconds, int expected)
    {
        var now = _tls.Clock.GetUtcNow();
        DateTimeOffset? end = seconds is { } left ? now.AddSeconds(left) : null;
        Assert.Equal(TimeSpan.FromSeconds(expected), Reloader.Wait(end, now));
    }

    /// <summary>A file replaced between the first reading and the watch is noticed without another change.</summary>
    [Fact]
    public void Case40_File_that_was_replaced_before_the_watch_is_read_again_before_the_agent_is_ready()
    {
        var paths = new AgentPaths(_tls.File("config.yaml"), "unix:path=/nonexistent", _tls.Directory, new HostPaths(_tls.Directory));
        var begun = AgentStart.Load(paths, _tls.Clock, TextWriter.Null).Begin!;
        Allow("allow.yaml", "192.0.2.77");
        var reloads = 0;
        begun.Files.Changed += _ => reloads++;
        var reloader = new Reloader(begun.Files, _tls.Clock, TestLog.Of<Reloader>())
        {
            Seen = begun.Seen,
        };
        reloader.Begin();
        reloader.Begin();
        Assert.Equal(1, reloads);
        Assert.True(begun.Files.Current.Allowed.Allows(IPAddress.Parse("192.0.2.77")));
    }

    [Fact]
    public async Task Shutdown_ends_it()
    {
        await _shutdown.CancelAsync();
        await Eventually.SoonAsync(_running);
    }

    private int Said() =>
        _journal.Logger.Entries.ToArray().Count(entry => entry.Message?.Contains(" expires on ", StringComparison.Ordinal) == true);

    private sealed class Journal : ILoggerFactory
    {
        public RecordingLogger Logger { get; } = new();

        public ILogger CreateLogger(string categoryName) => Logger;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private bool Allows(string address) => _begun.Files.Current.Allowed.Allows(IPAddress.Parse(address));

    private void Allow(string name, string address) => File.WriteAllText(_tls.File(name), $"entries:\n  - {address}\n");

    private void Save(string level, string allowList)
    {
        var settings = _tls.Settings;
        File.WriteAllText(
            _tls.File("config.yaml"),
            $"""
            tls:
              ca_cert: {settings.CaCertificatePath}
              server_cert: {settings.ServerCertificatePath}
              server_key: {settings.ServerKeyPaths[0]}
              crl_path: {settings.CrlPath}
            whitelist:
              path: {_tls.File(allowList)}
            logging:
              level: {level}
            """);
    }

    /// <summary>The reloader runs on other threads; its waits are set up soon after it starts.</summary>
    private static async Task BeforeItWaitsAsync()
    {
        for (var i = 0; i < 50; i++)
        {
            await Task.Yield();
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private Task UntilAsync(Func<bool> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            _tls.Clock.Advance(FileWatchTiming.Settle);
            return condition();
        },
        what);
}
