using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Memory;

namespace LinuxPatchApi.Tests.Daemon.Memory;

public sealed class MappedFilesTests
{
    [Fact]
    public void Only_clean_read_only_mappings_of_files_are_let_go()
    {
        string[] smaps =
        [
            "1000-2000 r--p 00000000 fe:00 7 /usr/bin/agent", "Size:  4 kB", "Anonymous:             0 kB", "VmFlags: rd mr mw me",
            "2000-3000 r-xp 00001000 fe:00 7 /usr/bin/agent", "Anonymous:             0 kB",
            "3000-4000 r--p 00002000 fe:00 7 /usr/bin/agent", "Anonymous:             4 kB",
            "4000-5000 rw-p 00003000 fe:00 7 /usr/bin/agent", "Anonymous:             0 kB",
            "5000-6000 r--s 00000000 fe:00 8 /shared", "Anonymous:             0 kB",
            "6000-7000 r--p 00000000 00:00 0 ", "Anonymous:             0 kB",
            "7ffd0000-7ffd1000 r-xp 00000000 00:00 0                          [vdso]", "Anonymous:             0 kB",
            "ffffff600000-ffffff601000 r-xp 00000000 fe:00 9 /usr/lib/a b.so", "Anonymous:             0 kB",
        ];
        Assert.Equal([(0x1000, 0x2000), (0x2000, 0x3000), (0xffffff600000, 0xffffff601000)], MappedFiles.Clean(smaps).Select(r => ((long)r.Start, (long)r.End)));
    }

    [Fact]
    public void Process_goes_on_after_its_own_pages_were_let_go()
    {
        Assert.NotEmpty(MappedFiles.Clean(File.ReadLines("/proc/self/smaps")));
        MappedFiles.Release();
        Assert.NotEmpty(MappedFiles.Clean(File.ReadLines("/proc/self/smaps")));
    }

    [Fact]
    public void Hidden_mappings_are_no_error() => MappedFiles.Release("/proc/self/none");
}
