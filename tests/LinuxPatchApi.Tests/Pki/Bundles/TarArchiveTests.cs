using LinuxPatchApi.Pki.Bundles;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Pki.Bundles;

/// <summary>Archives that tar reads, and archives of tar that are read.</summary>
public sealed class TarArchiveTests : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    public void Tar_unpacks_what_is_written_with_its_modes(int size)
    {
        var path = _directory.File("a.tar");
        var content = Enumerable.Range(0, size).Select(i => (byte)i).ToArray();
        File.WriteAllBytes(path, TarArchive.Write([new("ca.pem", content, false), new("client.key.pem", content, true)], Time));

        var listed = Tool.Succeed("tar", "-tvf", path).Split('\n');
        Assert.StartsWith("-rw-r--r-- 0/0", listed[0], StringComparison.Ordinal);
        Assert.StartsWith("-rw------- 0/0", listed[1], StringComparison.Ordinal);
        Tool.Succeed("tar", "-xf", path, "-C", _directory.Path);
        Assert.Equal(content, File.ReadAllBytes(_directory.File("client.key.pem")));
        Assert.Equal(
            [("ca.pem", false), ("client.key.pem", true)],
            TarArchive.Read(File.ReadAllBytes(path)).Files.Select(f => (f.Name, f.IsPrivate)));
    }

    [Fact]
    public void An_archive_of_tar_is_read()
    {
        _directory.Write("ca.pem", "one");
        Tool.Succeed("tar", "-C", _directory.Path, "--format=ustar", "-cf", _directory.File("a.tar"), "ca.pem");

        var (files, problem) = TarArchive.Read(File.ReadAllBytes(_directory.File("a.tar")));
        Assert.Null(problem);
        Assert.Equal("one"u8.ToArray(), Assert.Single(files).Content);
    }

    [Fact]
    public void Folders_links_repeated_names_and_damage_are_refused()
    {
        var good = TarArchive.Write([new("ca.pem", new byte[600], false)], Time);
        _directory.Write("ca.pem", "one");
        File.CreateSymbolicLink(_directory.File("link"), "/etc/shadow");
        Tool.Succeed("tar", "-C", _directory.Path, "--format=ustar", "-cf", _directory.File("l.tar"), "link");
        Tool.Succeed("tar", "-C", _directory.Path, "--format=ustar", "-cf", _directory.File("f.tar"), "./ca.pem");

        Assert.Contains("not a plain file", TarArchive.Read(File.ReadAllBytes(_directory.File("l.tar"))).Problem);
        Assert.Contains("lies in a folder", TarArchive.Read(File.ReadAllBytes(_directory.File("f.tar"))).Problem);
        Assert.Contains("twice", TarArchive.Read([.. good[..^1024], .. good]).Problem);
        for (var cut = 0; cut < good.Length - 512; cut++)
        {
            Assert.NotNull(TarArchive.Read(good.AsSpan(0, cut)).Problem);
        }
        for (var at = 0; at < 500; at++)
        {
            byte[] damaged = [.. good];
            damaged[at] ^= 0x41;
            Assert.NotNull(TarArchive.Read(damaged).Problem);
        }
    }
}
