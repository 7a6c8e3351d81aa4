using LinuxPatchApi.SystemTests.SelfUpdate;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>
/// A container of a family, booted once and shared by the family's tests. Real are PackageKit with its backend, the package manager's
/// library and database, systemd and polkit; the distribution's own packages are not (tests/Support/Sandbox/families.sh).
/// </summary>
public abstract class FamilyHost : AgentHost, ICrashRoot
{
    /// <summary>As <c>sandbox up --distro</c> calls it.</summary>
    public abstract string Distro { get; }

    /// <summary>The API's word for the package manager.</summary>
    public abstract string PackageManager { get; }

    /// <summary>What its texts may call its tools.</summary>
    internal virtual IReadOnlyList<string> Tools => [PackageManager];

    /// <summary>Backend and version of PackageKit, as the table of features calls the column.</summary>
    public abstract string Column { get; }

    /// <summary>Whether any version can be named; else there is the newest only.</summary>
    public virtual bool TakesVersions => true;

    /// <summary>Whether some updates go in without the others.</summary>
    public virtual bool TakesParts => true;

    /// <summary>Whether an installation may remove packages that were not named, once the client accepts that.</summary>
    public virtual bool RemovesOthers => true;

    /// <summary>Where <see cref="HoldAsync"/> puts a hold, as the agent names it.</summary>
    public abstract string HoldOrigin { get; }

    /// <summary>The ending of a configuration file that came with a package and did not go in.</summary>
    public abstract string KeptEnding { get; }

    /// <summary>The lock of a running change, and the program that a change by PackageKit takes it with.</summary>
    public abstract string LockFile { get; }

    public virtual string LockMaker => "packagekitd";

    /// <summary>A script that takes the lock in the background, and gives it back once /var/lib/human.done is there.</summary>
    internal virtual string TakeLock => $$"""
        systemd-run -q --collect perl -MFcntl -e '
        open(F, "+>>", "{{LockFile}}"); $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
        fcntl(F, F_SETLK, $lock) or die; open(G, ">", "/var/lib/human.begun");
        select(undef, undef, undef, 0.2) until -e "/var/lib/human.done"'
        i=0; while [ ! -e /var/lib/human.begun ]; do i=$((i+1)); [ $i -lt 300 ]; sleep 0.1; done; rm /var/lib/human.begun
        """;

    /// <summary>As the holder of that lock is called.</summary>
    internal virtual string LockTaker => "perl";

    /// <summary>What becomes of sample-failing.</summary>
    public abstract FailingScript Failing { get; }

    /// <summary>How a package without a trusted signature is refused: the code, and words of the error.</summary>
    public abstract (string Code, string Words) Unsigned { get; }

    /// <summary>Offers sample-unsigned, and asks for signatures where the root does not ask for any; and back.</summary>
    internal abstract Task OfferUnsignedAsync();

    internal abstract Task TrustAsync();

    /// <summary>Offers a package, version 1.0, that runs a script once it is in place.</summary>
    internal abstract Task OfferScriptAsync(string package, string script);

    /// <summary>Offers a package whose only file, besides its documentation, is a copy of a file of this machine.</summary>
    /// <param name="version">With release, as <see cref="VersionAsync"/> has it.</param>
    internal virtual Task OfferCopyAsync(string package, string version, string path, string file) =>
        Sandbox.PublishAsync(package, version, "--copy", path, file);

    /// <summary>Where packages put libraries, as they name it, and as the kernel does.</summary>
    internal virtual (string Listed, string Real) Libraries => ("/usr/lib", "/usr/lib");

    string ICrashRoot.New => "sample-new";

    IReadOnlyList<string> ICrashRoot.Old { get; } = ["sample-tiny1", "sample-tiny2", "sample-tiny3", "sample-tiny4"];

    string ICrashRoot.OldVersion => "1.0-1";

    bool ICrashRoot.RollsBack => true;

    Task ICrashRoot.RestoreAsync() => RestoreAsync();

    Task<IReadOnlyDictionary<string, string>> ICrashRoot.CheckedAsync() => CheckedAsync();

    /// <inheritdoc cref="ICrashRoot.CheckedAsync"/>
    internal async Task<IReadOnlyDictionary<string, string>> CheckedAsync() =>
        (await Sandbox.ShAsync(Check)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .ToDictionary(part => part[0], part => part[1]);

    /// <summary>A script that prints names and versions, and fails when the package manager's own check finds anything.</summary>
    private protected abstract string Check { get; }

    /// <summary>What PackageKit says of itself.</summary>
    internal async Task<(string Flavour, string Version)> BackendAsync()
    {
        var said = await Sandbox.ShAsync(
            "busctl get-property org.freedesktop.PackageKit /org/freedesktop/PackageKit org.freedesktop.PackageKit "
            + "BackendName VersionMajor VersionMinor VersionMicro");
        var values = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[1].Trim('"')).ToList();
        return (values[0], string.Join('.', values.Skip(1)));
    }

    /// <summary>A good version of the agent answers within a second; a script that is silent for longer is a stall.</summary>
    public override string Configuration => base.Configuration + $"""

        self_update:
          deadline_seconds: {SelfUpdateHost.Deadline}
        jobs:
          stall_seconds: 3

        """;

    private protected override string[] Options => ["--distro", Distro];

    /// <summary>The installed version by the package manager's own tool; null when it is not installed.</summary>
    internal abstract Task<string?> VersionAsync(string package);

    /// <summary>Every installed package with its version, to be compared as a whole.</summary>
    internal abstract Task<string> DatabaseAsync();

    /// <summary>Changes an installed package with the package manager's own tool, behind the agent's back.</summary>
    internal abstract Task InstallByHandAsync(string package, string version);

    /// <summary>Updates everything with the package manager's own tool, behind the agent's back.</summary>
    internal virtual Task UpdateByHandAsync() => Task.CompletedTask;

    /// <summary>Puts a package under the distribution's own lock.</summary>
    internal abstract Task HoldAsync(string package);

    /// <summary>
    /// Makes a package of the agent out of the one under test and lets the repository offer it, beside the one under test where the
    /// repository can hold both.
    /// </summary>
    /// <param name="make">Turns the program into the new one.</param>
    internal abstract Task OfferAgentAsync(string version, Func<byte[], byte[]> make);

    /// <summary>Builds the family's package of a program made of the one under test; returns the directory with the package.</summary>
    private protected async Task<string> BuildAgentAsync(string format, string version, Func<byte[], byte[]> make)
    {
        var folder = Directory.CreateTempSubdirectory("agent-").FullName;
        await Command.RunAsync("bsdtar", "-xf", PackageFile, "-C", folder, "./usr/bin/linux-patch-api", "usr/bin/linux-patch-api");
        var program = Path.Combine(folder, "program");
        await File.WriteAllBytesAsync(program, make(await File.ReadAllBytesAsync(Path.Combine(folder, "usr/bin/linux-patch-api"))));
        var made = Path.Combine(folder, "made");
        await Command.RunAsync(Path.Combine(TestBed.Repository, $"packaging/{format}/build"), program, made, version);
        return made;
    }

    /// <summary>
    /// Puts a package of the agent, made of the one under test, into the container for an administrator; returns the command that installs
    /// it with the package manager's own tool.
    /// </summary>
    internal async Task<string> BringAgentAsync(string version, Func<byte[], byte[]> make)
    {
        var file = Directory.GetFiles(await BuildAgentAsync(Format, version, make), "linux-patch-api-*").Single();
        File.Copy(file, $"{Sandbox.Root}/root/{Path.GetFileName(file)}", overwrite: true);
        return $"{ByHand} /root/{Path.GetFileName(file)}";
    }

    /// <summary>The folder of packaging that makes the family's package.</summary>
    private protected virtual string Format => throw new NotSupportedException();

    /// <summary>A script that fails when the agent's files, its configuration apart, are not those of its package.</summary>
    internal virtual string ProgramIsWhole => throw new NotSupportedException();

    /// <summary>The command that installs a file.</summary>
    private protected virtual string ByHand => throw new NotSupportedException();

    /// <summary>One repository more, which nobody serves.</summary>
    internal abstract Task BreakRepositoryAsync();

    /// <summary>Packages, holds and repositories as at the start, by the package manager's own tools: a second, where a new container takes
    /// ten.</summary>
    internal async Task RestoreAsync()
    {
        // systemd starts a unit five times in ten seconds at most, and the tests stop packagekitd more often than any host does.
        // What an advisory asked for is kept until the host boots, and the files of previous versions longer.
        await Sandbox.ShAsync(
            Undo + "\nrm -rf /run/linux_patch_api/reboot-hints /var/lib/linux_patch_api/packages/*; "
                + "systemctl reset-failed packagekit.service 2>/dev/null || true");
        if (await DatabaseAsync() != _start)
        {
            // Also what the installation of an older version leaves beside configuration files.
            await Sandbox.ShAsync(Reinstall + "\n" + Undo);
            Assert.Equal(_start, await DatabaseAsync());
        }
    }

    private string? _start;

    /// <summary>A script that takes the holds and the broken repository away.</summary>
    private protected abstract string Undo { get; }

    /// <summary>A script that installs the files of /root/start over whatever is there and removes the other sample packages.</summary>
    private protected abstract string Reinstall { get; }

    /// <summary>The installed sample packages with the files, in the sandbox's archive, that they came from.</summary>
    private protected abstract Task<IReadOnlyList<(string Name, string File)>> StartAsync();

    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        // Until the repositories' data has been fetched once, no package can be found in them.
        await Eventually.AsWantedAsync(
            "the repositories' data", () => Client.GetAsync("/api/v1/patches?max_age=0"), list => list.Status == 200);
        _start = await DatabaseAsync();
        var start = await StartAsync();
        Directory.CreateDirectory(Sandbox.Root + "/root/start");
        foreach (var (_, file) in start)
        {
            File.Copy(file, $"{Sandbox.Root}/root/start/{Path.GetFileName(file)}", overwrite: true);
        }

        await File.WriteAllLinesAsync(Sandbox.Root + "/root/start/names", start.Select(s => s.Name));
    }

    /// <summary>The file of a package in the sandbox's archive.</summary>
    private protected string Archived(string file) => Directory.EnumerateFiles(Sandbox.Archive, file, SearchOption.AllDirectories).First();
}
