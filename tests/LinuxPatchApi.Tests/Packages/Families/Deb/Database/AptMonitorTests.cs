using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

public sealed class AptMonitorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly DpkgPaths _paths;
    private readonly AptMonitor _monitor;

    public AptMonitorTests()
    {
        _paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(_paths.Partial);
        _monitor = new AptMonitor(_paths, _clock);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case18_Nothing_touched_made_or_removed_in_the_lists_directory_moves_the_age()
    {
        _clock.Advance(TimeSpan.FromDays(1));
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        File.WriteAllText(Index("InRelease"), "Origin: Debian\n");
        var born = _monitor.SuccessAt()!.Value;
        Assert.InRange(born, before, DateTimeOffset.UtcNow);

        // A server's Last-Modified, a touched file, an older and a newer one.
        foreach (var hours in new[] { -6, 0, 1 })
        {
            File.SetLastWriteTimeUtc(Index("InRelease"), DateTime.UtcNow.AddHours(hours));
            File.WriteAllText(Index("foo"), "");
            Assert.Equal(born, _monitor.SuccessAt());
            File.Delete(Index("foo"));
            Directory.SetLastWriteTimeUtc(_paths.Lists, DateTime.UtcNow.AddHours(2 + hours));
            Assert.Equal(born, _monitor.SuccessAt());
            Assert.Equal(born, new AptMonitor(_paths, _clock).SuccessAt());
        }
    }

    [Fact]
    public void Case18_Where_the_file_system_records_no_birth_nothing_else_of_a_file_stands_for_it()
    {
        _clock.Advance(TimeSpan.FromDays(1));
        File.WriteAllText(Index("InRelease"), "Origin: Debian\n");
        Assert.Null(new AptMonitor(_paths, _clock) { BornAt = _ => null }.SuccessAt());
    }

    [Fact]
    public void Case18_A_time_of_a_clock_that_was_ahead_is_unknown()
    {
        var now = _clock.GetUtcNow();
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.UpdateSuccessStamp)!);
        File.WriteAllText(_paths.UpdateSuccessStamp, "");
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, now.UtcDateTime.AddDays(1));
        Assert.Null(_monitor.SuccessAt());
        File.WriteAllText(Index("InRelease"), "");
        File.WriteAllText(Index("Release"), "");
        var monitor = new AptMonitor(_paths, _clock)
        {
            BornAt = path => path.EndsWith("InRelease", StringComparison.Ordinal) ? now.AddDays(1) : now.AddDays(-2),
        };
        Assert.Equal(now.AddDays(-2), monitor.SuccessAt());
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, now.UtcDateTime.AddDays(-1));
        Assert.Equal(now.AddDays(-1), monitor.SuccessAt());
    }

    /// <summary>apt changes nothing but the mode of its download directory then, and tells PackageKit.</summary>
    [Fact]
    public void Case18_A_look_without_news_counts_when_its_success_was_told()
    {
        Assert.Null(_monitor.SuccessAt());
        File.SetUnixFileMode(_paths.Partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_monitor.SuccessAt()); // Begun, and perhaps failed.
        _monitor.OnSignal();
        Assert.InRange(_monitor.SuccessAt()!.Value, _clock.GetUtcNow() - TimeSpan.FromMinutes(2), _clock.GetUtcNow());
    }

    [Fact]
    public void Case18_News_long_after_a_look_are_not_of_it()
    {
        File.SetUnixFileMode(_paths.Partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _clock.Advance(PackageLimits.SignalSettle + TimeSpan.FromMinutes(1));
        _monitor.OnSignal();
        Assert.Null(_monitor.SuccessAt());
    }

    [Fact]
    public void Case18_The_stamp_of_a_look_that_succeeded_counts()
    {
        var at = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.UpdateSuccessStamp)!);
        File.WriteAllText(_paths.UpdateSuccessStamp, "");
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, at);
        Assert.Equal(at, _monitor.SuccessAt()!.Value.UtcDateTime);
    }

    /// <summary>apt runs its hook of success as soon as one of several repositories was read.</summary>
    [Theory]
    [InlineData("InRelease")]
    [InlineData("Release")]
    public void Case13_A_look_that_left_a_repository_behind_is_none(string other)
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "etc/apt"));
        File.WriteAllText(Path.Combine(_directory.Path, "etc/apt/sources.list"), "deb http://h s main\ndeb http://h t main\n");
        File.WriteAllText(Index("InRelease"), "");
        File.WriteAllText(Index(other).Replace("_s_", "_t_", StringComparison.Ordinal), "");
        var stamp = DateTime.UtcNow + PackageLimits.SignalSettle - TimeSpan.FromSeconds(30);
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.UpdateSuccessStamp)!);
        File.WriteAllText(_paths.UpdateSuccessStamp, "");
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, stamp);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(stamp, _monitor.SuccessAt()!.Value.UtcDateTime);

        // The release file of t was not verified then.
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, stamp.AddMinutes(1));
        Assert.InRange(_monitor.SuccessAt()!.Value.UtcDateTime, DateTime.UtcNow.AddDays(-365), DateTime.UtcNow);

        // As root apt verifies without a trace.
        Directory.CreateDirectory(Path.Combine(_directory.Path, "etc/apt/apt.conf.d"));
        File.WriteAllText(Path.Combine(_directory.Path, "etc/apt/apt.conf.d/1"), "APT::Sandbox::User \"root\";");
        Assert.Equal(stamp.AddMinutes(1), _monitor.SuccessAt()!.Value.UtcDateTime);
    }

    private string Index(string name) => Path.Combine(_paths.Lists, $"h_dists_s_{name}");
}
