using System.Diagnostics;
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

    [Theory]
    [InlineData("1: FLOCK  ADVISORY  WRITE 1234 00:2e:567 0 EOF", 1234, 567)]
    [InlineData("1: -> FLOCK  ADVISORY  WRITE 1234 00:2e:567 0 EOF", null, 0)]
    [InlineData("1: POSIX  ADVISORY  WRITE 1234 00:2e:567 0 EOF", null, 0)]
    [InlineData("1: FLOCK  ADVISORY  READ 1234 00:2e:567 0 EOF", null, 0)]
    [InlineData("1: FLOCK", null, 0)]
    public void The_kernel_s_list_is_read_for_holders_only(string line, int? pid, int inode) =>
        Assert.Equal((pid, pid is null ? null : (ulong?)inode), (PackageLocks.Flock(line)?.Pid, PackageLocks.Flock(line)?.Inode));

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
