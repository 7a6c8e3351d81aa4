using LinuxPatchApi.Host.Restarts;

namespace LinuxPatchApi.Tests.Host.Restarts;

/// <summary>Uses lines as kernels 5.10 to 6.12 write them.</summary>
public sealed class ProcessMapsTests
{
    [Theory]
    [InlineData("55d0c0a00000-55d0c0a08000 r-xp 00002000 08:01 1311                       /usr/sbin/sshd (deleted)", "/usr/sbin/sshd", true,
        8u, 1u, 1311ul)]
    [InlineData("7f00-7f01 r-xp 00000000 fd:1a 18446744073709551615 /usr/lib/x86_64-linux-gnu/libz.so.1.2.13",
        "/usr/lib/x86_64-linux-gnu/libz.so.1.2.13", false, 0xfdu, 0x1au, ulong.MaxValue)]
    [InlineData("7f00-7f01 rwxp 00000000 103:02 7 /opt/a b/c", "/opt/a b/c", false, 0x103u, 2u, 7ul)]
    [InlineData("7f00-7f01 r-xs 00000000 00:2f 7 /opt/line\\012feed (deleted)", "/opt/line\nfeed", true, 0u, 0x2fu, 7ul)]
    [InlineData("7f00-7f01 r-xp 00000000 00:2f 7 /opt/x (deleted) (deleted)", "/opt/x (deleted)", true, 0u, 0x2fu, 7ul)]
    public void Mapped_code_is_read_with_its_file(string line, string path, bool deleted, uint major, uint minor, ulong inode) =>
        Assert.Equal([new MappedFile(path, deleted, major, minor, inode)], ProcessMaps.Code(line + "\n"));

    [Theory]
    [InlineData("7f00-7f01 r--p 00000000 08:01 1 /usr/lib/locale/locale-archive (deleted)")]
    [InlineData("7f00-7f01 rw-p 00000000 08:01 1 /var/lib/mysql/ibtmp1 (deleted)")]
    [InlineData("7f00-7f01 r-xp 00000000 00:01 2057 /memfd:doublemapper (deleted)")]
    [InlineData("7f00-7f01 rwxs 00000000 00:05 9 /dev/zero (deleted)")]
    [InlineData("7f00-7f01 rwxs 00000000 00:01 0 /SYSV00000000 (deleted)")]
    [InlineData("7f00-7f01 rwxs 00000000 00:19 4 /dev/shm/pulse (deleted)")]
    [InlineData("7f00-7f01 r-xp 00000000 08:01 4 /tmp/jna123.so (deleted)")]
    [InlineData("7f00-7f01 r-xp 00000000 08:01 4 /var/tmp/jna123.so (deleted)")]
    [InlineData("7f00-7f01 r-xp 00000000 00:19 4 /run/user/1000/orc.so (deleted)")]
    [InlineData("7f00-7f01 r-xp 00000000 00:00 0 [vdso]")]
    [InlineData("7f00-7f01 rw-p 00000000 00:00 0 [heap]")]
    [InlineData("7f00-7f01 r-xp 00000000 00:00 0 ")]
    [InlineData("7f00-7f01 r-xp 00000000 00:0e 1 anon_inode:[io_uring]")]
    [InlineData("7f00-7f01 r-xp 00000000 08:01 x /usr/bin/a")]
    [InlineData("7f00-7f01 r-xp 00000000 0801 1 /usr/bin/a")]
    [InlineData("7f00-7f01 r-xp")]
    [InlineData("")]
    public void Everything_else_is_no_code_of_a_file(string line) => Assert.Empty(ProcessMaps.Code(line));

    [Fact]
    public void File_with_several_mappings_is_reported_once()
    {
        const string maps = """
            1-2 r--p 00000000 08:01 5 /usr/bin/a
            2-3 r-xp 00001000 08:01 5 /usr/bin/a
            3-4 r-xp 00002000 08:01 5 /usr/bin/a
            4-5 r-xp 00002000 08:01 6 /usr/bin/b (deleted)
            """;
        Assert.Equal(["/usr/bin/a", "/usr/bin/b"], ProcessMaps.Code(maps).Select(f => f.Path));
    }

    /// <summary>overlayfs and btrfs report one device by name and another by mapping; that must not look like a replacement.</summary>
    [Theory]
    [InlineData(8u, 1u, 5ul, false)]
    [InlineData(8u, 1u, 6ul, true)]
    [InlineData(8u, 2u, 6ul, false)]
    [InlineData(0u, 1u, 6ul, false)]
    public void Only_another_inode_of_the_same_device_is_another_file(uint major, uint minor, ulong inode, bool another) =>
        Assert.Equal(another, Replacement.IsAnother(new MappedFile("/usr/bin/a", false, 8, 1, 5), new FileIdentity(major, minor, inode)));

    [Fact]
    public void File_that_cannot_be_read_is_not_called_replaced() =>
        Assert.False(Replacement.IsAnother(new MappedFile("/usr/bin/a", false, 8, 1, 5), null));
}
