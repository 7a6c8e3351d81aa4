using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Store;

public sealed class BeforeSetTests : IDisposable
{
    private static readonly Guid Job = Guid.Parse("5b0a4f0e-6f0c-4b9e-9a55-0d8b6a5f7c01");
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case01_The_set_before_a_repair_is_there_for_the_agents_next_life_and_for_no_other_job()
    {
        Assert.Null(Set().Keep(Job, Inventories.Of("web=1!broken", "lib=1:2-1/i386", "dpkg=1")));
        var read = Set().Of(Job)!;
        Assert.Equal(["dpkg:amd64=1 Installed", "lib:i386=1:2-1 Installed", "web:amd64=1 HalfConfigured"],
            read.Packages.Select(p => $"{p.Name}:{p.Architecture}={p.Version} {p.State}"));
        Assert.Null(Set().Of(Guid.NewGuid()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5b0a4f0e-6f0c-4b9e-9a55-0d8b6a5f7c01\nweb\tamd64\t1\t0\n")]
    [InlineData("5b0a4f0e-6f0c-4b9e-9a55-0d8b6a5f7c01\nweb\tamd64\nend\n")]
    [InlineData("5b0a4f0e-6f0c-4b9e-9a55-0d8b6a5f7c01\nweb\tamd64\t1\tx\nend\n")]
    public void Case01_A_file_that_is_not_whole_is_none(string content)
    {
        File.WriteAllText(_directory.File("before"), content);
        Assert.Null(Set().Of(Job));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void The_set_is_bounded_in_bytes(int more, bool kept)
    {
        var name = new string('a', BeforeSet.MaxBytes - $"{Job}\n\tamd64\t1\t0\nend\n".Length + more);
        var inventory = new InstalledInventory([new InstalledPackage(name, "amd64", "1")], DateTimeOffset.UnixEpoch, DebTerms.Instance);
        Assert.Equal(kept, Set().Keep(Job, inventory) is null);
    }

    [Fact]
    public void A_disk_that_takes_nothing_is_told() =>
        Assert.Equal("full", new BeforeSet(_directory.File("before"), DebTerms.Instance, (_, _) => throw new IOException("full"))
            .Keep(Job, Inventories.Of("web=1")));

    private BeforeSet Set() =>
        new(_directory.File("before"), DebTerms.Instance, (path, content) => File.WriteAllBytes(path, content.ToArray()));
}
