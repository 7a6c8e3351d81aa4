using System.IO.Compression;
using System.Text;
using LinuxPatchApi.Files.Compression;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Indexes;

public sealed class IndexFileTests : IDisposable
{
    private const string Packages =
        "Package: web\nVersion: 2.0-1\nArchitecture: amd64\nDescription: web server web server web server web server\n\n"
        + "Package: other\nVersion: 1:1.0\nArchitecture: all\nDescription: web server web server\n";

    /// <summary>What the program lz4 makes of it.</summary>
    private const string Lz4 =
        "BCJNGGRAp24AAADxKVBhY2thZ2U6IHdlYgpWZXJzaW9uOiAyLjAtMQpBcmNoaXRlY3R1cmU6IGFtZDY0CkRlc2NyaXB0JwCgd2Vi"
        + "IHNlcnZlcj8ADwsACiUKCmoAVm90aGVybABcMToxLjBsAC9sbGoADFBydmVyCgAAAADDwUWQ";

    /// <summary>What <c>zstd -19</c> makes of it.</summary>
    private const string Zstandard =
        "KLUv/QRo9QIAEoUSGHCtDsAuZeEgPpNNtr4rgcWKJPP4n30YAQqhSotX382o2of6cpv4pvO6yRcqDAnDlt/PbJ/PtSZ0ASoFy018"
        + "sn8o8mj5ClsaMwIGAFwSA9JvbN2GArsMs1dQUDg2NuQ=";

    private readonly TemporaryDirectory _directory = new();
    private readonly DpkgPaths _paths;

    public IndexFileTests()
    {
        _paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(_paths.Lists);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    [InlineData(".lz4")]
    [InlineData(".zst")]
    public void Case11_A_compressed_index_is_read_like_a_plain_one(string ending)
    {
        File.WriteAllBytes(Path.Combine(_paths.Lists, "h_dists_s_main_binary-amd64_Packages" + ending), ending switch
        {
            ".gz" => Gzip(),
            ".lz4" => Convert.FromBase64String(Lz4),
            ".zst" => Convert.FromBase64String(Zstandard),
            _ => Encoding.UTF8.GetBytes(Packages),
        });
        var indexes = new AptIndexes(_paths);
        Assert.Equal("2.0-1", Assert.Single(indexes.Versions("web", CancellationToken.None)).Version);
        Assert.Equal(("1:1.0", "web server web server"),
            (indexes.Versions("other", CancellationToken.None)[0].Version, indexes.Versions("other", CancellationToken.None)[0].Summary));
        Assert.NotNull(indexes.ChangedAt());
        Assert.Null(indexes.Unreadable());
    }

    [Fact]
    public void Case11_A_repository_that_is_not_automatic_does_not_hide_what_apt_would_install()
    {
        Write("stable", "Origin: Debian\nSuite: stable\n", "1.0");
        Write("experimental", "Origin: Debian\nSuite: experimental\nNotAutomatic: yes\n", "3.0");
        Write("backports", "Origin: Debian\nSuite: stable-backports\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n", "2.0");
        Assert.Equal("1.0", Assert.Single(new AptIndexes(_paths).Newest(_ => true, int.MaxValue, CancellationToken.None)).Version);

        void Write(string suite, string release, string version)
        {
            File.WriteAllText(Path.Combine(_paths.Lists, $"h_dists_{suite}_InRelease"), release);
            File.WriteAllText(Path.Combine(_paths.Lists, $"h_dists_{suite}_main_binary-amd64_Packages"),
                $"Package: web\nVersion: {version}\nArchitecture: amd64\n");
        }
    }

    [Theory]
    [InlineData(".bz2", "is compressed as .bz2, which the agent does not read")]
    [InlineData(".xz", "cannot be read: it breaks off")]
    [InlineData(".zst", "cannot be read: it breaks off within a frame")]
    public void Case11_An_index_that_cannot_be_read_is_unknown_and_not_empty(string ending, string why)
    {
        var path = Path.Combine(_paths.Lists, "h_dists_s_main_binary-amd64_Packages" + ending);
        File.WriteAllText(path, "");
        var indexes = new AptIndexes(_paths);
        Assert.Empty(indexes.Versions("web", CancellationToken.None));
        Assert.Equal($"{path} {why}", indexes.Unreadable());
        Assert.NotNull(indexes.ChangedAt());
    }

    /// <summary>The first of two repositories is cut short while the directory stays as it is, and then put right again.</summary>
    [Fact]
    public void Case11_A_damaged_index_is_named_and_takes_nothing_of_the_others_away()
    {
        var damaged = Path.Combine(_paths.Lists, "a_dists_s_main_binary-amd64_Packages.gz");
        File.WriteAllBytes(damaged, Gzip());
        File.WriteAllText(
            Path.Combine(_paths.Lists, "b_dists_s_main_binary-amd64_Packages"), "Package: lib\nVersion: 3\nArchitecture: amd64\n");
        var indexes = new AptIndexes(_paths);
        var changed = indexes.ChangedAt();
        File.WriteAllBytes(damaged, Gzip()[..40]);
        File.SetLastWriteTimeUtc(damaged, DateTime.UtcNow.AddDays(-1)); // ctime shows it all the same.
        Assert.NotEqual(changed, indexes.ChangedAt());
        Assert.Equal("3", Assert.Single(indexes.Newer(Inventories.Of("lib=1", "web=1", "dpkg=1"), CancellationToken.None)).Package.Version);
        Assert.StartsWith(damaged + " cannot be read: ", indexes.Unreadable(), StringComparison.Ordinal);
        File.WriteAllBytes(damaged, Gzip());
        Assert.Null(indexes.Unreadable());
        Assert.Equal("2.0-1", Assert.Single(indexes.Versions("web", CancellationToken.None)).Version);
        Assert.Null(indexes.Unreadable());
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("True", true)]
    [InlineData("with", true)]
    [InlineData("on", true)]
    [InlineData("enable", true)]
    [InlineData("1", true)]
    [InlineData("no", false)]
    [InlineData("0", false)]
    [InlineData("maybe", false)]
    public void Case11_A_release_file_says_yes_as_apt_reads_it(string text, bool isYes)
    {
        var path = _directory.File("InRelease");
        File.WriteAllText(path, $"Suite: s\nNotAutomatic: {text}\nButAutomaticUpgrades: {text}\n");
        var release = ReleaseFile.Read(path);
        Assert.Equal((isYes, isYes), (release.IsNotAutomatic, release.HasAutomaticUpgrades));
    }

    /// <summary>The neutral build of the stable suite and the native one of a suite that is not automatic.</summary>
    [Fact]
    public void Case11_A_neutral_and_a_native_build_are_one_available_package()
    {
        Configure("");
        foreach (var (suite, release, version, architecture) in new[]
        {
            ("stable", "", "1", "all"), ("experimental", "NotAutomatic: yes\n", "2", "amd64"), ("foreign", "", "1", "i386"),
        })
        {
            File.WriteAllText(Path.Combine(_paths.Lists, $"h_dists_{suite}_InRelease"), $"Suite: {suite}\n{release}");
            File.WriteAllText(
                Path.Combine(_paths.Lists, $"h_dists_{suite}_main_binary-amd64_Packages"),
                $"Package: foo\nVersion: {version}\nArchitecture: {architecture}\n");
        }

        Directory.Delete(_directory.File("etc/apt"), recursive: true);
        var newest = new AptIndexes(_paths).Newest(_ => true, int.MaxValue, CancellationToken.None)
            .Select(p => $"{p.Version}/{p.Architecture}");
        Assert.Equal(["1/all", "1/i386"], newest.Order(StringComparer.Ordinal));
    }

    /// <summary>Names of the architectures whose index counts; those of others lie there still.</summary>
    [Theory]
    [InlineData("deb [arch=amd64] http://h s main", "amd64")]
    [InlineData("deb [ arch=amd64,i386 trusted=yes ] http://h s main", "amd64 i386")]
    [InlineData("deb [arch-=i386] http://h s main", "amd64")]
    [InlineData("deb http://h s main", "amd64 i386")]
    public void Case11_An_index_of_an_architecture_that_its_source_excludes_is_not_read(string line, string read)
    {
        Configure(line);
        foreach (var architecture in new[] { "amd64", "i386" })
        {
            File.WriteAllText(
                Path.Combine(_paths.Lists, $"h_dists_s_main_binary-{architecture}_Packages"),
                $"Package: foo\nVersion: 1\nArchitecture: {architecture}\n");
        }

        var versions = new AptIndexes(_paths).Versions("foo", CancellationToken.None);
        Assert.Equal(read, string.Join(' ', versions.Select(v => v.Architecture).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Case11_The_architecture_in_the_path_of_a_flat_repository_is_the_hosts()
    {
        Configure("deb [trusted=yes] http://h/$(ARCH) flat-$(ARCH)/");
        File.WriteAllText(Path.Combine(_paths.Lists, "h_amd64_flat-amd64_Packages"), "Package: foo\nVersion: 1\nArchitecture: amd64\n");
        Assert.Equal("1", Assert.Single(new AptIndexes(_paths).Versions("foo", CancellationToken.None)).Version);
    }

    private void Configure(string source)
    {
        Directory.CreateDirectory(_directory.File("etc/apt"));
        File.WriteAllText(_directory.File("etc/apt/sources.list"), source + "\n");
        Directory.CreateDirectory(_directory.File("var/lib/dpkg"));
        File.WriteAllText(_directory.File("var/lib/dpkg/arch"), "amd64\ni386\n");
    }

    [Theory]
    [InlineData("9223372036854775807", null)]
    [InlineData("281474976710657", null)]
    [InlineData("281474976710656", 281474976710656)]
    [InlineData("-1", null)]
    [InlineData("7", 7L)]
    public void Case17_A_size_that_no_package_has_is_unknown(string size, long? expected)
    {
        File.WriteAllText(
            Path.Combine(_paths.Lists, "h_dists_s_main_binary-amd64_Packages"),
            $"Package: web\nVersion: 2\nArchitecture: amd64\nSize: {size}\nInstalled-Size: {size}\n");
        var package = Assert.Single(new AptIndexes(_paths).Versions("web", CancellationToken.None));
        Assert.Equal((expected, size == "7" ? 7168 : null as long?), (package.DownloadBytes, package.SizeBytes));
    }

    [Fact]
    public void A_damaged_lz4_index_is_told_and_never_read_past_its_end()
    {
        var whole = Convert.FromBase64String(Lz4);
        for (var cut = 0; cut < whole.Length - 8; cut++)
        {
            using var stream = new Lz4Stream(new MemoryStream(whole[..cut]));
            Assert.ThrowsAny<Exception>(() => stream.CopyTo(Stream.Null));
        }

        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0xFF;
            using var stream = new Lz4Stream(new MemoryStream(damaged));
            try
            {
                stream.CopyTo(Stream.Null);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                // As expected; anything else fails the test.
            }
        }
    }

    private static byte[] Gzip()
    {
        using var made = new MemoryStream();
        using (var gzip = new GZipStream(made, CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Packages));
        }

        return made.ToArray();
    }
}
