using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Files;

public sealed class MountsTests
{
    private static readonly Mounts Some = new(
    [
        "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw", "23 22 0:46 / /var rw - btrfs /dev/sdb rw",
        "24 23 259:1048576 / /var/lib rw - xfs /dev/nvme0n1p1 rw", "25 22 0:50 / /srv rw - tmpfs tmpfs rw",
        "26 22 0:51 / /srv rw - tmpfs tmpfs rw", "27 22 x:1 / /bad rw - tmpfs tmpfs rw",
    ]);

    [Theory]
    [InlineData("/", 8, 1)]
    [InlineData("/etc/apk/world", 8, 1)]
    [InlineData("/var", 0, 46)]
    [InlineData("/var/log", 0, 46)]
    [InlineData("/var/library", 0, 46)]
    [InlineData("/var/lib/apk/lock", 259, 1048576)]
    [InlineData("/various", 8, 1)]
    [InlineData("/srv/a", 0, 51)]
    public void Device_is_that_of_the_last_mount_on_the_longest_mount_point(string path, uint major, uint minor) =>
        Assert.Equal((major, minor), Some.DeviceOf(path));

    [Fact]
    public void Device_is_unknown_without_a_mount_or_with_one_that_is_not_understood()
    {
        Assert.Null(Some.DeviceOf("/bad/file"));
        Assert.Null(new Mounts([]).DeviceOf("/"));
        Assert.Null(new Mounts(["rubbish"]).DeviceOf("/"));
        Assert.Null(Mounts.Read("/nowhere").DeviceOf("/"));
    }

    /// <summary>The kernel's list of locks names the same device for a lock of this process.</summary>
    [Fact]
    public void Device_is_that_of_the_kernel_s_list_of_locks()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("lock");
        using var stream = new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var inode = FileStamp.Of(file).Inode;

        // The list is no snapshot: it may repeat the lock, or leave it out, while other tests take and release theirs.
        (int Pid, (uint Major, uint Minor) Device, ulong Inode)? held = null;
        for (var look = 0; look < 100 && held is null; look++)
        {
            held = File.ReadAllLines("/proc/locks").Select(PackageLocks.Flock)
                .FirstOrDefault(one => one is { } flock && flock.Pid == Environment.ProcessId && flock.Inode == inode);
        }

        Assert.Equal(held!.Value.Device, Mounts.Read().DeviceOf(directory.Path));
    }
}
