using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

public sealed class AptSettingsTests
{
    [Fact]
    public void Case12_Change_of_sources_or_preferences_is_seen()
    {
        using var directory = new TemporaryDirectory();
        var settings = new AptSettings(new DpkgPaths(directory.File("")));
        Assert.Null(settings.ChangedAt());

        var day = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
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
