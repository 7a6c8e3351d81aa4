using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm.Database;

/// <summary>Against databases that rpm made, and what rpm says of them.</summary>
public sealed class RpmFileOwnersTests(RpmDatabase rpm) : IClassFixture<RpmDatabase>
{
    private const string Library = "/usr/lib64/libz.so.1";

    [Fact]
    public void Owners_are_those_that_rpm_has_for_the_path()
    {
        Owns("library", Library);
        Owns("other", "/usr/lib64/deep/libz.so.1");
        Owns("base other", "/usr/bin/shared");
        Owns("", "/usr/lib/libz.so.1");
        Owns("", "/opt/mine");
        Assert.Equal(2, Owners("/usr/bin/shared", Library, "/opt/mine").Count);
    }

    [Fact]
    public void Every_file_of_every_package_has_the_owner_that_rpm_names()
    {
        var wanted = rpm.ByRpm().ToLookup(f => f.Path, f => f.Package);
        Assert.True(wanted.Count > RpmDatabase.ManyFiles);
        var owners = Owners([.. wanted.Select(w => w.Key)]);
        Assert.All(wanted, file => Assert.Equal(string.Join(' ', file.Order(StringComparer.Ordinal)), string.Join(' ', owners[file.Key])));
    }

    [Fact]
    public void A_package_s_name_for_a_directory_may_be_a_link()
    {
        Owns("library", "/lib64/libc.so.6");
        Owns("", "/usr/lib64/libc.so.6");
        Directory.CreateDirectory(rpm.Root + "/usr/lib64");
        Directory.CreateSymbolicLink(rpm.Root + "/lib64", "usr/lib64");
        Owns("library", "/usr/lib64/libc.so.6");
        Directory.Delete(rpm.Root + "/lib64");
    }

    [Fact]
    public void A_file_that_was_left_out_and_one_of_a_removed_package_have_no_owner()
    {
        Owns("", "/usr/bin/gone");
        var root = rpm.LeftOut("base");
        Assert.Equal(["other"], Of(root, "/usr/bin/shared")["/usr/bin/shared"]);
    }

    [Fact]
    public void What_is_only_in_the_write_ahead_log_counts()
    {
        var root = rpm.RemovedInLog("library");
        Assert.Empty(Of(root, Library));
        Assert.Equal("other", Assert.Single(Of(root, "/usr/lib64/deep/libz.so.1")).Value[0]);

        // A transaction that was not finished, as a crash leaves it, and what a longer log before this one left behind.
        var log = Path.Combine(root, RpmDatabase.Place + "-wal");
        var whole = File.ReadAllBytes(log);
        File.WriteAllBytes(log, [.. whole, .. whole.AsSpan(32, 24 + 4096)]);
        Assert.Empty(Of(root, Library));
        File.WriteAllBytes(log, whole[..^(4096 + 24)]);
        Assert.Equal("library", Assert.Single(Of(root, Library)).Value[0]);
        File.WriteAllBytes(log, [.. whole[..20], (byte)(whole[20] ^ 1), .. whole[21..]]);
        Assert.Equal("library", Assert.Single(Of(root, Library)).Value[0]);
    }

    [Fact]
    public void A_host_without_a_database_or_with_another_one_knows_no_owner()
    {
        using var root = new TemporaryDirectory();
        Assert.Empty(Of(root.Path, Library));
        Directory.CreateDirectory(Path.GetDirectoryName(root.File(RpmDatabase.Place))!);
        root.Write(RpmDatabase.Place, "SQLite format 3\0");
        Assert.Empty(Of(root.Path, Library));
        root.Write(RpmDatabase.Place, new string('x', 10_000));
        Assert.Empty(Of(root.Path, Library));
    }

    /// <summary>Whatever a disk or a reader's bad moment makes of it: an answer, and nothing that is not so.</summary>
    [Fact]
    public void A_damaged_database_gives_no_wrong_owner_and_ends()
    {
        using var root = new TemporaryDirectory();
        Directory.CreateDirectory(Path.GetDirectoryName(root.File(RpmDatabase.Place))!);
        var whole = File.ReadAllBytes(rpm.Database);
        var random = new Random(13);
        for (var i = 0; i < 300; i++)
        {
            var damaged = whole[..(i % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (var bytes = random.Next(1, 60); bytes > 0 && damaged.Length > 0; bytes--)
            {
                // Half of it where pages begin, with the places of their rows.
                var at = random.Next(damaged.Length);
                var page = at & ~4095;
                damaged[bytes % 2 == 0 ? at : page + random.Next(Math.Min(24, damaged.Length - page))] = (byte)random.Next(256);
            }

            File.WriteAllBytes(root.File(RpmDatabase.Place), damaged);
            var found = Of(root.Path, Library, "/usr/bin/shared", "/opt/mine");
            Assert.False(found.ContainsKey("/opt/mine"));
            Assert.True(found.Count <= 2);
        }
    }

    private void Owns(string packages, string path) => Assert.Equal(packages, string.Join(' ', Owners(path).GetValueOrDefault(path) ?? []));

    private IReadOnlyDictionary<string, IReadOnlyList<string>> Owners(params string[] paths) => Of(rpm.Root, paths);

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(string root, params string[] paths) =>
        RpmFamily.Instance.Open(root, TimeProvider.System).Owners!(paths.ToHashSet());
}
