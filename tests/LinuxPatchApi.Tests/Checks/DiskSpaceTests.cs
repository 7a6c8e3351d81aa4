using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Checks;

public sealed class DiskSpaceTests
{
    private const long MiB = 1L << 20;
    private static readonly Mounts Split = new(["1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:2 / /usr rw - ext4 /dev/b rw", "3 1 8:3 / /var rw - ext4 /dev/c rw"]);
    private static readonly Mounts One = new(["1 0 8:1 / / rw - ext4 /dev/a rw"]);
    private static readonly IReadOnlyList<DiskNeed> Needs =
        [new("/usr", 700 * MiB, 300 * MiB), new("/var/cache/apt/archives", 200 * MiB, 0), new("/var/lib/dpkg/status", 20 * MiB, 10 * MiB), new("/var/lib/apt/lists", 100 * MiB, 0)];

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
            [Inventories.Package("a=1") with { SizeBytes = 400 }, Inventories.Package("b=1") with { SizeBytes = 30 }, Inventories.Package("c=1")], DateTimeOffset.UnixEpoch, DebTerms.Instance);
        Assert.Equal(new UpdateNeeds(2, 55, 100, 500), UpdateNeeds.Of(Snapshot(updates), installed));
        Assert.Null(UpdateNeeds.Of(Snapshot([.. updates, Inventories.Update("d", "2") with { SizeBytes = 1 }]), installed));
        Assert.Null(UpdateNeeds.Of(null, installed));
        Assert.Equal(new UpdateNeeds(0, 0, 0, 0), UpdateNeeds.Of(Snapshot([]), installed));
    }

    private static UpdatesSnapshot Snapshot(IReadOnlyList<UpdateCandidate> updates) =>
        new(updates, new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default);
}
