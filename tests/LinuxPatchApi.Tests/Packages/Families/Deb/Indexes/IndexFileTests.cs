using System.IO.Compression;
using System.Text;
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
    public void Case11_A_compressed_index_is_read_like_a_plain_one(string ending)
    {
        File.WriteAllBytes(Path.Combine(_paths.Lists, "h_dists_s_main_binary-amd64_Packages" + ending), ending switch
        {
            ".gz" => Gzip(),
            ".lz4" => Convert.FromBase64String(Lz4),
            _ => Encoding.UTF8.GetBytes(Packages),
        });
        var indexes = new AptIndexes(_paths);
        Assert.Equal("2.0-1", Assert.Single(indexes.Versions("web", CancellationToken.None)).Version);
        Assert.Equal(("1:1.0", "web server web server"), (indexes.Versions("other", CancellationToken.None)[0].Version, indexes.Versions("other", CancellationToken.None)[0].Summary));
        Assert.NotNull(indexes.ChangedAt());
        Assert.Null(indexes.Unreadable());
    }

    [Fact]
    public void Case11_A_repository_that_is_not_automatic_does_not_hide_what_apt_would_install()
    {
        Write("stable", "Origin: Debian\nSuite: stable\n", "1.0");
        Write("experimental", "Origin: Debian\nSuite: experimental\nNotAutomatic: yes\n", "3.0");
        Write("backports", "Origin: Debian\nSuite: stable-backports\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n", "2.0");
        Assert.Equal("1.0", Assert.Single(new AptIndexes(_paths).Newest(_ => true, p => p, CancellationToken.None)).Version);

        void Write(string suite, string release, string version)
        {
            File.WriteAllText(Path.Combine(_paths.Lists, $"h_dists_{suite}_InRelease"), release);
            File.WriteAllText(Path.Combine(_paths.Lists, $"h_dists_{suite}_main_binary-amd64_Packages"), $"Package: web\nVersion: {version}\nArchitecture: amd64\n");
        }
    }

    [Theory]
    [InlineData(".xz")]
    [InlineData(".zst")]
    [InlineData(".bz2")]
    public void Case11_An_index_that_cannot_be_read_is_unknown_and_not_empty(string ending)
    {
        var path = Path.Combine(_paths.Lists, "h_dists_s_main_binary-amd64_Packages" + ending);
        File.WriteAllText(path, "");
        var indexes = new AptIndexes(_paths);
        Assert.Equal(path, indexes.Unreadable());
        Assert.NotNull(indexes.ChangedAt());
        Assert.Empty(indexes.Versions("web", CancellationToken.None));
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
