using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Engines;

public sealed class PlaceFaultTests
{
    /// <summary>
    /// Downloads, the database and the indexes, wherever a family has them: each may be a file system of its own. apk downloads nothing
    /// that it keeps, and names the file that it cannot write.
    /// </summary>
    [Theory]
    [InlineData("deb")]
    [InlineData("rpm")]
    [InlineData("alpm")]
    public void Case53_Each_directory_that_a_family_writes_is_told_when_its_file_system_is_read_only_or_full(string family)
    {
        using var root = new TemporaryDirectory();
        IPackageFamily[] all = [DebFamily.Instance, RpmFamily.Instance, AlpmFamily.Instance];
        var one = all.Single(f => f.Name == family);
        Directory.CreateDirectory(root.File(one.Databases[0]));
        Directory.CreateDirectory(root.File("var/lib/rpm"));
        var places = one.Open(root.Path, TimeProvider.System).Places!();
        for (var at = 0; at < WrittenPlaces.Directories; at++)
        {
            var directory = places.DirectoryAt(at)!;
            Assert.NotNull(directory);
            var table = new Mounts(["1 0 8:1 / / rw - ext4 /dev/sda1 rw", $"2 1 0:9 / {directory} rw - tmpfs t ro"]);
            var fault = PlaceFault.Of([directory], table, _ => null)!;
            Assert.Equal((JobErrorCode.ReadOnly, false), (fault.Code, fault.Retryable));
            Assert.Equal($"the file system {directory}, which holds {directory}, is read-only", fault.Message);
            var rest = new Mounts(["1 0 8:1 / / rw - ext4 /dev/sda1 rw"]);
            Assert.Equal(JobErrorCode.DiskFull, PlaceFault.Of([directory], rest, path => path == root.Path ? 4096 : null)!.Code);
            Assert.Null(PlaceFault.Of([directory], rest, _ => 1 << 30));
            Assert.Null(PlaceFault.Of([directory], rest, _ => null));
        }

        Assert.Equal([places.DirectoryAt(0)!, places.DirectoryAt(1)!], places.OfChange(isRemoval: false));
        Assert.Equal([places.DirectoryAt(1)!], places.OfChange(isRemoval: true)); // Nothing is downloaded for it.
    }
}
