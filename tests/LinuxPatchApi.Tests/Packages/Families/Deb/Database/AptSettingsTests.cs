using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

public sealed class AptSettingsTests
{
    /// <summary>A file that keeps its times, put over another one: no directory that is looked at tells of it.</summary>
    [Fact]
    public void Case18_A_file_that_came_with_its_old_times_is_a_change_of_now()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.File("etc/apt"));
        var settings = new AptSettings(new DpkgPaths(directory.File("")));
        File.WriteAllText(directory.File("etc/apt/sources.list"), "one");
        var before = settings.ChangedAt();
        var old = new DateTime(2020, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        File.WriteAllText(directory.File("kept"), "two");
        File.SetLastWriteTimeUtc(directory.File("kept"), old);
        File.Move(directory.File("kept"), directory.File("etc/apt/sources.list"), overwrite: true);
        Assert.Equal(old, File.GetLastWriteTimeUtc(directory.File("etc/apt/sources.list")));
        Assert.True(settings.ChangedAt() >= before);
        Assert.True(settings.ChangedAt() > old.AddDays(1));
    }

    [Fact]
    public void Case12_Change_of_sources_or_preferences_is_seen()
    {
        using var directory = new TemporaryDirectory();
        var settings = new AptSettings(new DpkgPaths(directory.File("")));
        Assert.Null(settings.ChangedAt());

        var day = new DateTime(2126, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        Directory.CreateDirectory(directory.File("etc/apt/sources.list.d"));
        File.WriteAllText(directory.File("etc/apt/sources.list.d/a.list"), "rubbish");
        File.SetLastWriteTimeUtc(directory.File("etc/apt/sources.list.d/a.list"), day);
        Directory.SetLastWriteTimeUtc(directory.File("etc/apt/sources.list.d"), day.AddDays(-1));
        Assert.Equal(day, settings.ChangedAt()!.Value.UtcDateTime);

        File.WriteAllText(directory.File("etc/apt/preferences"), "Pin: none");
        File.SetLastWriteTimeUtc(directory.File("etc/apt/preferences"), day.AddDays(1));
        Assert.Equal(day.AddDays(1), settings.ChangedAt()!.Value.UtcDateTime);

        // A file that was taken away shows in its directory.
        Directory.SetLastWriteTimeUtc(directory.File("etc/apt/sources.list.d"), day.AddDays(2));
        Assert.Equal(day.AddDays(2), settings.ChangedAt()!.Value.UtcDateTime);
    }
}
