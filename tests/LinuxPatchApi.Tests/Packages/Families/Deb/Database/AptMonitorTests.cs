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
    private readonly AptMonitor _looks;

    public AptMonitorTests()
    {
        _paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(_paths.Partial);
        _looks = new AptMonitor(_paths, _clock);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case18_Nothing_touched_made_or_removed_in_the_lists_directory_moves_the_age()
    {
        File.WriteAllText(Index("InRelease"), "Origin: Debian\n");
        File.SetLastWriteTimeUtc(Index("InRelease"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var born = _looks.SuccessAt();
        Assert.NotNull(born);
        File.WriteAllText(Index("foo"), "");
        Assert.Equal(born, _looks.SuccessAt());
        File.SetLastWriteTimeUtc(Index("InRelease"), DateTime.UtcNow.AddHours(1));
        Assert.InRange(_looks.SuccessAt()!.Value, born.Value.AddDays(-365), born.Value);
        File.Delete(Index("foo"));
        Directory.SetLastWriteTimeUtc(_paths.Lists, DateTime.UtcNow.AddHours(2));
        Assert.InRange(_looks.SuccessAt()!.Value, born.Value.AddDays(-365), DateTimeOffset.UtcNow);
    }

    /// <summary>apt changes nothing but the mode of its download directory then, and tells PackageKit.</summary>
    [Fact]
    public void Case18_A_look_without_news_counts_when_its_success_was_told()
    {
        Assert.Null(_looks.SuccessAt());
        File.SetUnixFileMode(_paths.Partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_looks.SuccessAt()); // Begun, and perhaps failed.
        _looks.Heard();
        Assert.InRange(_looks.SuccessAt()!.Value, _clock.GetUtcNow() - TimeSpan.FromMinutes(2), _clock.GetUtcNow());
    }

    [Fact]
    public void Case18_News_long_after_a_look_are_not_of_it()
    {
        File.SetUnixFileMode(_paths.Partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _clock.Advance(PackageLimits.SignalSettle + TimeSpan.FromMinutes(1));
        _looks.Heard();
        Assert.Null(_looks.SuccessAt());
    }

    [Fact]
    public void Case18_The_stamp_of_a_look_that_succeeded_counts()
    {
        var at = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.UpdateSuccessStamp)!);
        File.WriteAllText(_paths.UpdateSuccessStamp, "");
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, at);
        Assert.Equal(at, _looks.SuccessAt()!.Value.UtcDateTime);
    }

    /// <summary>apt runs its hook of success as soon as one of several repositories was read.</summary>
    [Fact]
    public void Case13_A_look_that_left_a_repository_behind_is_none()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "etc/apt"));
        File.WriteAllText(Path.Combine(_directory.Path, "etc/apt/sources.list"), "deb http://h s main\ndeb http://h t main\n");
        File.WriteAllText(Index("InRelease"), "");
        File.WriteAllText(Index("InRelease").Replace("_s_", "_t_", StringComparison.Ordinal), "");
        var stamp = DateTime.UtcNow + PackageLimits.SignalSettle - TimeSpan.FromSeconds(30);
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.UpdateSuccessStamp)!);
        File.WriteAllText(_paths.UpdateSuccessStamp, "");
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, stamp);
        Assert.Equal(stamp, _looks.SuccessAt()!.Value.UtcDateTime);

        // The release file of t was not verified then.
        File.SetLastWriteTimeUtc(_paths.UpdateSuccessStamp, stamp.AddMinutes(1));
        Assert.InRange(_looks.SuccessAt()!.Value.UtcDateTime, DateTime.UtcNow.AddDays(-365), DateTime.UtcNow);

        // As root apt verifies without a trace.
        Directory.CreateDirectory(Path.Combine(_directory.Path, "etc/apt/apt.conf.d"));
        File.WriteAllText(Path.Combine(_directory.Path, "etc/apt/apt.conf.d/1"), "APT::Sandbox::User \"root\";");
        Assert.Equal(stamp.AddMinutes(1), _looks.SuccessAt()!.Value.UtcDateTime);
    }

    private string Index(string name) => Path.Combine(_paths.Lists, $"h_dists_s_{name}");
}
