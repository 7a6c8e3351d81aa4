using System.Diagnostics;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Families;
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
            "python3", ["-c", "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); sys.stdin.read()", Frontend])
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
            "python3", ["-c", "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); sys.stdin.read()", file])
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

    private PackageLocks Locks() => new(() => [.. FamilyTable.All.SelectMany(f => f.Open(_directory.Path, TimeProvider.System).Locks())], new ProcessTable("/proc", TimeProvider.System));
}
