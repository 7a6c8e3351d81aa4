using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Checks;

public sealed class DiskSpaceTests
{
    private const long MiB = 1L << 20;
    private static readonly Mounts Split = new(
        ["1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:2 / /usr rw - ext4 /dev/b rw", "3 1 8:3 / /var rw - ext4 /dev/c rw"]);
    private static readonly Mounts One = new(["1 0 8:1 / / rw - ext4 /dev/a rw"]);
    private static readonly IReadOnlyList<DiskNeed> Needs =
        [new("/usr", 700 * MiB, 300 * MiB), new("/var/cache/apt/archives", 200 * MiB, 0), new("/var/lib/dpkg/status", 20 * MiB, 10 * MiB),
            new("/var/lib/apt/lists", 100 * MiB, 0)];

    [Theory]
    [InlineData("/usr", true, 700, 300)]
    [InlineData("/var/lib", true, 320, 10)]
    [InlineData("/var/cache", true, 320, 10)]
    [InlineData("/usr", false, 1020, 300)]
    public void Case17_File_system_is_judged_by_what_pending_updates_take_there(string path, bool isSplit, long mib, long least)
    {
        var room = DiskSpace.On(path, 1000 * MiB, Needs, isSplit ? Split : One);
        Assert.Equal(new DiskSpace(mib * MiB, least * MiB, IsKnown: true), room);
        Assert.Equal(CheckStatus.Ok, DiskCheck.Judge(path, room.Bytes, room).Status);
        var full = DiskCheck.Judge(path, room.Bytes - 1, room);
        Assert.Equal(CheckStatus.Warning, full.Status);
        Assert.Contains("DISK_FULL: the pending updates do not fit", full.Problem, StringComparison.Ordinal);
        Assert.Contains($"take {mib} MiB", full.Seen, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Failed, DiskCheck.Judge(path, room.Least - 1, room).Status);
    }

    [Fact]
    public void Case17_Needs_beyond_all_numbers_are_more_than_fits()
    {
        var space = DiskSpace.On("/usr", 1000 * MiB, [new("/usr", long.MaxValue, long.MaxValue), new("/usr", 1, 1)], One);
        Assert.Equal((long.MaxValue, long.MaxValue), (space.Bytes, space.Least));
    }

    /// <summary>Total and free inodes: 200 of a large file system, a hundredth of a small one; 0 where there is no limit.</summary>
    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(1_000_000, 5000, null)]
    [InlineData(1_000_000, 4999, CheckStatus.Warning)]
    [InlineData(1_000_000, 200, CheckStatus.Warning)]
    [InlineData(1_000_000, 199, CheckStatus.Failed)]
    [InlineData(1000, 50, null)]
    [InlineData(1000, 9, CheckStatus.Failed)]
    [InlineData(50, 0, CheckStatus.Failed)]
    internal void Case22_A_file_system_without_inodes_is_full(long total, long free, CheckStatus? expected)
    {
        var result = DiskCheck.JudgeInodes("/usr", new Inodes(total, free));
        Assert.Equal(expected, result?.Status);
        Assert.Contains("/usr", result?.Remedy ?? "/usr", StringComparison.Ordinal);
    }

    [Fact]
    public void Case22_The_inodes_of_a_file_system_are_read()
    {
        var inodes = Inodes.Of("/")!.Value;
        Assert.InRange(inodes.Free, 0, inodes.Total);
        Assert.Null(Inodes.Of("/nonexistent"));
    }

    /// <summary>A file system of the package manager's own is looked at too, and one of the usual ones once.</summary>
    [Theory]
    [InlineData("/var/cache/apt/archives", true)]
    [InlineData("/srv/archives", false)]
    [InlineData("/var/lib/dpkg", false)]
    public void Case22_A_file_system_of_its_own_is_no_other_ones(string path, bool isCovered) => Assert.Equal(
        isCovered,
        DiskCheck.IsCovered(
            path,
            new Mounts(
            [
                "1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:2 / /usr rw - ext4 /dev/b rw", "3 1 8:3 / /var rw - ext4 /dev/c rw",
                "4 1 0:9 / /srv/archives rw - tmpfs t rw", "5 3 0:9 / /var/lib/dpkg rw - tmpfs t ro",
            ])));

    /// <summary>A disk of any size passes when it is empty.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(48)]
    [InlineData(300)]
    [InlineData(500)]
    [InlineData(4_000_000)]
    public void Case17_Small_file_system_does_not_warn_for_its_size(long mib)
    {
        foreach (var needs in new[] { null, Array.Empty<DiskNeed>() })
        {
            var room = DiskSpace.On("/usr", mib * MiB, needs, Split);
            Assert.Equal(CheckStatus.Ok, DiskCheck.Judge("/usr", mib * MiB / 20, room).Status);
            Assert.Equal(mib > 100_000 ? CheckStatus.Ok : CheckStatus.Warning, DiskCheck.Judge("/usr", (mib * MiB / 20) - 1, room).Status);
            Assert.Equal(CheckStatus.Failed, DiskCheck.Judge("/usr", Math.Min(mib * MiB / 100, 64 * MiB) - 1, room).Status);
        }
    }

    [Fact]
    public void Case17_Needs_are_of_what_can_go_in_and_unknown_with_one_that_is()
    {
        UpdateCandidate[] updates =
        [
            Inventories.Update("a", "2") with { SizeBytes = 500, DownloadBytes = 50 },
            Inventories.Update("b", "2") with { SizeBytes = 10, DownloadBytes = 5 },
            Inventories.Update("c", "2") with { Blocked = new Blocked(BlockKind.Held, "") },
        ];
        var installed = new InstalledInventory(
            [Inventories.Package("a=1") with { SizeBytes = 400 }, Inventories.Package("b=1") with { SizeBytes = 30 },
                Inventories.Package("c=1")], DateTimeOffset.UnixEpoch, DebTerms.Instance);
        Assert.Equal(new UpdateNeeds(2, 55, 100, 500), UpdateNeeds.Of(Snapshot(updates), installed));
        Assert.Null(UpdateNeeds.Of(Snapshot([.. updates, Inventories.Update("d", "2") with { SizeBytes = 1 }]), installed));
        Assert.Null(UpdateNeeds.Of(null, installed));
        Assert.Equal(new UpdateNeeds(0, 0, 0, 0), UpdateNeeds.Of(Snapshot([]), installed));
    }

    private static UpdatesSnapshot Snapshot(IReadOnlyList<UpdateCandidate> updates) =>
        new(updates, new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default);
}
