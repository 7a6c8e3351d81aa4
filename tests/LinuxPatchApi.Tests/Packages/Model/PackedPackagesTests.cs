using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Model;

public sealed class PackedPackagesTests
{
    [Fact]
    public void Packages_are_returned_as_they_were_added()
    {
        AvailablePackage[] all =
        [
            Offered("zsh", "5.9-4", "amd64") with { SizeBytes = 0, Priority = 990 },
            new(null, "größe", "all", "1:1~rc1", null, "a shell – with \"words\""),
            // Longer than one array.
            new(null, "long", "amd64", "1", "debian-main", new string('ä', 100_000)) { Priority = -1 },
            Offered("last", "1", "i386"),
        ];
        var packed = Pack(all);
        Assert.Equal(all.Select(p => p with { Priority = p.Priority ?? 0 }), packed);
        Assert.Equal(("zsh", "5.9-4", "amd64", 0L), (packed.Name(0), packed.Version(0), packed.Architecture(0), packed.SizeBytes(0)));
        Assert.Null(packed.SizeBytes(1));
    }

    /// <summary>As many as fill several arrays, at every position of their ends.</summary>
    [Fact]
    public void Case35_Any_number_of_packages_of_any_length_is_returned()
    {
        var all = Enumerable.Range(0, 5000).Select(i => Offered($"p{i:00000}", new string('1', i % 97), "all") with { Priority = i })
            .ToArray();
        Assert.Equal(all, Pack(all));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void Case35_No_more_than_the_limit_is_taken(int most, bool isCut)
    {
        var packed = new PackedPackages(most);
        packed.TryAdd(Offered("a", "1", "all"));
        Assert.Equal(!isCut, packed.TryAdd(Offered("b", "1", "all")));
        Assert.Equal((most, isCut), (packed.Count, packed.IsCut));
    }

    [Fact]
    public void Newest_of_the_highest_priority_is_kept_and_all_are_sorted()
    {
        var packed = Pack(
            Offered("b", "1.9", "amd64"),
            Offered("b", "1.10", "all"),
            Offered("b", "1.2", "i386"),
            Offered("a", "2", "amd64"),
            Offered("a", "1", "amd64") with { Priority = 990 },
            Offered("c", "1", "amd64") with { Repository = "first" },
            Offered("c", "1", "amd64") with { Repository = "second" });
        packed.KeepNewest(DebianVersion.Order, architecture => architecture == "amd64" ? "all" : architecture);
        Assert.Equal(
            ["a/1/amd64/main", "b/1.10/all/main", "b/1.2/i386/main", "c/1/amd64/first"],
            packed.Select(p => $"{p.Name}/{p.Version}/{p.Architecture}/{p.Repository}"));
    }

    [Fact]
    public void Nothing_stays_nothing()
    {
        var packed = new PackedPackages(0);
        packed.KeepNewest(DebianVersion.Order, a => a);
        Assert.Empty(packed);
        Assert.False(packed.TryAdd(Offered("a", "1", "all")));
    }

    private static PackedPackages Pack(params ReadOnlySpan<AvailablePackage> all)
    {
        var packed = new PackedPackages();
        foreach (var package in all)
        {
            Assert.True(packed.TryAdd(package));
        }

        return packed;
    }

    private static AvailablePackage Offered(string name, string version, string architecture) =>
        new(null, name, architecture, version, "main", "words") { Priority = 500 };
}
