using System.Diagnostics;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Activity;

/// <summary>With a real lock of another process.</summary>
public sealed class PackageLocksTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Frontend => _directory.File("var/lib/dpkg/lock-frontend");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Nobody_holds_what_is_not_locked_or_not_there()
    {
        Assert.Null(Locks().Holder());
        Directory.CreateDirectory(Path.GetDirectoryName(Frontend)!);
        File.WriteAllText(Frontend, "");
        Assert.Null(Locks().Holder());
    }

    [Fact]
    public async Task Process_that_holds_a_lock_is_named_until_it_lets_go()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Frontend)!);
        File.WriteAllText(Frontend, "");
        using var other = Process.Start(new ProcessStartInfo(
            "python3", ["-c", "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX); "
                + "print('held',flush=True); sys.stdin.read()", Frontend])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var holder = Locks().Holder();
        Assert.Equal((other.Id, Frontend), (holder?.Pid, holder?.Lock));
        Assert.StartsWith("python3", holder!.Command, StringComparison.Ordinal);
        Assert.NotNull(holder.Since);

        other.StandardInput.Close();
        await Eventually.SoonAsync(other.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Null(Locks().Holder());
    }

    /// <summary>A stream that is not shared is locked by flock(2), as apk locks.</summary>
    [Fact]
    public void A_lock_by_flock_is_seen_with_its_holder()
    {
        var file = _directory.File("lock");
        var locks = new PackageLocks(
            () => [new PackageLock(file, LockKind.Flock)], new ProcessTable("/proc", TimeProvider.System));
        Assert.Null(locks.Holder());
        using (new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal((Environment.ProcessId, file), (locks.Holder()?.Pid, locks.Holder()?.Lock));
        }

        Assert.Null(locks.Holder());
    }

    /// <summary>Inodes are numbered anew on each file system: another's file has the same number by chance.</summary>
    [Theory]
    [InlineData("08:2e", true)]
    [InlineData("08:2f", false)]
    [InlineData("09:2e", false)]
    public void A_lock_by_flock_on_another_device_is_not_of_this_file(string device, bool isHeld)
    {
        var file = _directory.Write("lock", "");
        string[] mounts = ["1 0 8:1 / / rw - ext4 x rw", $"2 1 8:46 / {_directory.Path} rw - x y rw"];
        Assert.Equal(isHeld ? 1234 : null, HolderOf(file, device, mounts));
    }

    [Fact]
    public void A_lock_by_flock_is_looked_for_where_links_lead()
    {
        Directory.CreateDirectory(_directory.File("real/deep"));
        Directory.CreateSymbolicLink(_directory.File("linked"), _directory.File("real"));
        File.WriteAllText(_directory.File("real/deep/other"), "");
        File.CreateSymbolicLink(_directory.File("real/deep/lock"), "other");
        Assert.Equal(1234, HolderOf(
            _directory.File("linked/deep/lock"), "08:02", ["1 0 8:1 / / rw - x y rw", $"2 1 8:2 / {_directory.File("real")} rw - x y rw"]));
    }

    [Fact]
    public void A_lock_by_flock_is_seen_where_the_mounts_are_unknown() =>
        Assert.Equal(1234, HolderOf(_directory.Write("lock", ""), "08:02", []));

    /// <param name="device">That of the lock, which process 1234 holds on the file's inode.</param>
    private int? HolderOf(string file, string device, string[] mounts)
    {
        var line = $"1: FLOCK  ADVISORY  WRITE 1234 {device}:{FileStamp.Of(file).Inode} 0 EOF";
        return Locks(file, () => [line], mounts).Holder()?.Pid;
    }

    private PackageLocks Locks(string file, Func<IReadOnlyList<string>> table, string[] mounts) => new(
        () => [new PackageLock(file, LockKind.Flock)], new ProcessTable(_directory.Path, TimeProvider.System), table: table,
        mounts: () => new Mounts(mounts));

    /// <summary>The kernel's list is no snapshot: locks that end while it is read make it leave out or repeat others.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_lock_by_flock_is_looked_for_again_where_the_list_leaves_it_out(int omissions, bool isSeen)
    {
        var file = _directory.Write("lock", "");
        var line = $"1: FLOCK  ADVISORY  WRITE 1234 08:02:{FileStamp.Of(file).Inode} 0 EOF";
        var looks = 0;
        var holder = Locks(file, () => looks++ < omissions ? ["1: POSIX  ADVISORY  WRITE 1 08:02:1 0 EOF"] : [line, line], []).Holder();
        Assert.Equal((isSeen ? 1234 : null, 3), ((int?)holder?.Pid, looks));
    }

    [Theory]
    [InlineData("1: FLOCK  ADVISORY  WRITE 1234 00:2e:567 0 EOF", 1234, 0, 46, 567)]
    [InlineData("1: FLOCK  ADVISORY  WRITE -1 103:100000:567 0 EOF", -1, 259, 1048576, 567)]
    [InlineData("1: -> FLOCK  ADVISORY  WRITE 1234 00:2e:567 0 EOF", null, 0, 0, 0)]
    [InlineData("1: POSIX  ADVISORY  WRITE 1234 00:2e:567 0 EOF", null, 0, 0, 0)]
    [InlineData("1: FLOCK  ADVISORY  READ 1234 00:2e:567 0 EOF", null, 0, 0, 0)]
    [InlineData("1: FLOCK  ADVISORY  WRITE 1234 567 0 EOF", null, 0, 0, 0)]
    [InlineData("1: FLOCK  ADVISORY  WRITE 1234 00:xy:567 0 EOF", null, 0, 0, 0)]
    [InlineData("1: FLOCK", null, 0, 0, 0)]
    public void The_kernel_s_list_is_read_for_holders_only(string line, int? pid, uint major, uint minor, ulong inode) =>
        Assert.Equal(pid is { } holder ? (holder, (major, minor), inode) : null, PackageLocks.Flock(line));

    /// <summary>pacman's lock is a file, which a power cut leaves.</summary>
    [Theory]
    [InlineData(-60, true)]
    [InlineData(-5, false)]
    [InlineData(60, false)]
    [InlineData(null, false)]
    public void Case55_A_lock_file_of_an_earlier_boot_is_told_with_its_remedy(int? secondsAfterBoot, bool isStale)
    {
        var file = _directory.File("db.lck");
        File.WriteAllText(file, "");
        DateTimeOffset? boot = secondsAfterBoot is { } after ? File.GetLastWriteTimeUtc(file).AddSeconds(-after) : null;
        var holder = new PackageLocks(
            () => [new PackageLock(file, LockKind.Presence)], new ProcessTable("/proc", TimeProvider.System), () => boot).Holder()!;
        Assert.Equal(isStale, holder.IsStale);
        Assert.Equal(isStale, holder.ToString().Contains($"'rm {file}'", StringComparison.Ordinal));
    }

    /// <summary>A lock that exists is of a process that is old enough to have made it, and else of nobody.</summary>
    [Theory]
    [InlineData("pacman", 100, 50, "pacman", false)]
    [InlineData("packagekitd", 100, 50, "packagekitd", false)]
    [InlineData("packagekitd", 20, 3600, null, true)]
    [InlineData("pacman", 20, 3600, null, true)]
    [InlineData("bash", 100, 50, null, true)]
    public void Case55_A_lock_file_is_of_a_process_that_can_have_made_it(
        string command, int processAge, int lockAge, string? holder, bool isStale)
    {
        var proc = _directory.File("proc");
        WriteProcess("self", "agent", 0);
        WriteProcess("4711", command, processAge);
        WriteProcess("4712", "packagekitd", holder == "pacman" ? 200 : 0);
        var file = _directory.Write("db.lck", "");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(-lockAge));
        var found = new PackageLocks(
            () => [new PackageLock(file, LockKind.Presence) { Makers = ["pacman", "packagekitd"] }],
            new ProcessTable(proc, TimeProvider.System)).Holder()!;
        Assert.Equal((holder, isStale), (found.Command, found.IsStale));
        Assert.Equal(holder is null ? null : 4711, found.Pid);
        Assert.Equal(holder == "packagekitd", PackageLocks.IsOwn(found));

        void WriteProcess(string name, string called, int age)
        {
            Directory.CreateDirectory(Path.Combine(proc, name));
            File.WriteAllText(
                Path.Combine(proc, name, "stat"), $"1 ({called}) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 {100000 - (age * 100)} 1 2");
        }
    }

    /// <summary>Whoever refreshes the indexes keeps nobody from changing packages, wherever apt is told to keep them.</summary>
    [Theory]
    [InlineData("var/lib/dpkg/lock", false)]
    [InlineData("srv/indexes/lock", true)]
    public async Task Case53_The_lock_of_the_indexes_is_known_by_its_place_and_not_by_its_name(string name, bool isOfIndexes)
    {
        Directory.CreateDirectory(_directory.File("etc/apt"));
        _directory.Write("etc/apt/apt.conf", "Dir::State::lists \"/srv/indexes\";");
        var file = _directory.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        using var other = Process.Start(new ProcessStartInfo(
            "python3", ["-c", "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX); "
                + "print('held',flush=True); sys.stdin.read()", file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var holder = Locks().Holder();
        other.StandardInput.Close();
        await Eventually.SoonAsync(other.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Equal((file, isOfIndexes), (holder?.Lock, holder?.IsOfIndexes));
    }

    private PackageLocks Locks() =>
        new(() => [.. FamilyTable.All.SelectMany(f => f.Open(_directory.Path, TimeProvider.System).Locks())],
            new ProcessTable("/proc", TimeProvider.System));
}
