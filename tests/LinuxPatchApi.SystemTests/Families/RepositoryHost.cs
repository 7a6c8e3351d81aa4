using LinuxPatchApi.SystemTests.SelfUpdate;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>
/// A container without the agent, which a signed repository offers to the family's package manager. Packages and repository are made by
/// the scripts of a release, with a key of this test.
/// </summary>
public abstract class RepositoryHost : AgentHost
{
    private const string Begun = "/var/lib/upgrade.begun";

    private readonly string _work = Directory.CreateTempSubdirectory("lpa-repository-").FullName;
    private string _key = "";

    /// <summary>As <c>sandbox up --distro</c> calls it.</summary>
    public abstract string Distro { get; }

    /// <summary>The folder in packaging/ that builds the package, and that of the repository.</summary>
    private protected abstract (string Format, string Folder) Kind { get; }

    /// <summary>Configures the repository, with every signature asked for.</summary>
    private protected abstract string Configure { get; }

    /// <summary>Trusts the key in /root/repository.asc.</summary>
    internal abstract string Trust { get; }

    internal abstract string Install { get; }

    internal abstract string Upgrade { get; }

    internal abstract string Remove { get; }

    /// <summary>Removes what a removal leaves; null where the package manager has no such thing.</summary>
    internal virtual string? Purge => null;

    /// <summary>Prints what the package manager finds wrong with the package, and nothing else.</summary>
    internal abstract string Verify { get; }

    /// <summary>Prints the installed version.</summary>
    internal abstract string Version { get; }

    /// <summary>Where the container sees the repository.</summary>
    private protected string Url => $"http://repo.lpa.test:8080/agent/{Kind.Folder}";

    private protected override string[] Options => ["--distro", Distro];

    private protected override async Task InstallAsync(string package)
    {
        var home = Directory.CreateDirectory(_work + "/gnupg", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await GpgAsync("--passphrase", "", "--quick-gen-key", "Repository of a test <test@example.invalid>", "rsa3072", "sign", "1y");
        var said = await GpgAsync("--with-colons", "--list-secret-keys");
        _key = said.Split('\n').First(l => l.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
        Assert.True(home.Exists);
        await File.WriteAllTextAsync($"{Sandbox.Root}/root/repository.asc", await GpgAsync("--armor", "--export", _key));
        await PublishAsync(SelfUpdateHost.Present, program => program);
        if (Kind.Format != "deb")
        {
            // What the family's own packages would provide is Debian's here.
            await Command.RunAsync(TestBed.SandboxTool, "provides", Sandbox.Name, PackageFile);
        }

        await Sandbox.ShAsync(Configure);
    }

    /// <summary>Builds and signs a package of the agent and a repository of it, in the place of the former.</summary>
    internal async Task PublishAsync(string version, Func<byte[], byte[]> make)
    {
        var (tree, packages, output) = (_work + "/tree", _work + "/packages", _work + "/repositories");
        foreach (var folder in new[] { tree, packages })
        {
            Directory.CreateDirectory(folder);
            Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
        }

        if (Kind.Format == "deb")
        {
            await Command.RunAsync("dpkg-deb", "-x", PackageFile, tree);
        }
        else
        {
            await Command.RunAsync("bsdtar", "-xf", PackageFile, "-C", tree, "./usr/bin/linux-patch-api", "usr/bin/linux-patch-api");
        }

        var program = _work + "/program";
        await File.WriteAllBytesAsync(program, make(await File.ReadAllBytesAsync(tree + "/usr/bin/linux-patch-api")));
        var place = Kind.Format == "deb" ? $"{packages}/linux-patch-api_{version}_amd64.deb" : packages;
        await ScriptAsync($"packaging/{Kind.Format}/build", program, place, version);
        await ScriptAsync("packaging/repositories", packages, output, _work + "/no-key.rsa");
        await Command.RunAsync("sh", "-ec", $"rm -rf {Sandbox.Archive}/agent; cp -r {output} {Sandbox.Archive}/agent");
    }

    /// <summary>Upgrades as soon as the package manager's lock is free; <paramref name="begun"/> is called once it was tried.</summary>
    internal async Task UpgradeAsync(Func<Task> begun)
    {
        await Sandbox.ShAsync($"rm -f {Begun}");
        var upgrade = Eventually.AsWantedAsync(
            "the upgrade", () => Sandbox.TryShAsync($"touch {Begun}; {Upgrade}"), result => result.Exit == 0, seconds: 180);
        await Eventually.AsWantedAsync("its begin", () => Task.FromResult(File.Exists(Sandbox.Root + Begun)), there => there);
        await begun();
        await upgrade;
    }

    /// <summary>Certificates and configuration; the agent is started and has a client.</summary>
    internal async Task SetUpAsync()
    {
        await Command.RunAsync(TestBed.SandboxTool, "agent", Sandbox.Name, "--installed", "--no-start");
        await ConnectAsync();
    }

    private Task<string> ScriptAsync(string script, params string[] arguments) => Command.RunAsync(
        "env", [$"GNUPGHOME={_work}/gnupg", $"SIGNING_KEY={_key}", Path.Combine(TestBed.Repository, script), .. arguments]);

    private Task<string> GpgAsync(params string[] arguments) =>
        Command.RunAsync("gpg", ["--homedir", _work + "/gnupg", "--quiet", "--batch", .. arguments]);

    public override async ValueTask DisposeAsync()
    {
        await Command.TryAsync("gpgconf", "--homedir", _work + "/gnupg", "--kill", "all");
        Directory.Delete(_work, recursive: true);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>apt, with a keyring that is trusted for this repository only.</summary>
public abstract class AptRepositoryHost : RepositoryHost
{
    private protected override (string Format, string Folder) Kind => ("deb", "apt");

    private protected override string PackageFile => TestBed.Package();

    /// <summary>The root of the test bed leaves manuals out.</summary>
    private protected override string Configure => $$"""
        grep -rl path-exclude /etc/dpkg | xargs -r sed -i /path-exclude/d
        echo 'deb [signed-by=/usr/share/keyrings/linux-patch-api.asc] {{Url}} stable main' >/etc/apt/sources.list.d/linux-patch-api.list
        """;

    internal override string Trust => "install -m 0644 /root/repository.asc /usr/share/keyrings/linux-patch-api.asc";

    internal override string Install => "apt-get -q update && apt-get -q install -y linux-patch-api </dev/null";

    internal override string Upgrade => "apt-get -q update && apt-get -q install -y --only-upgrade linux-patch-api </dev/null";

    internal override string Remove => "apt-get -q remove -y linux-patch-api </dev/null";

    internal override string? Purge => "apt-get -q purge -y linux-patch-api </dev/null";

    internal override string Verify => "dpkg --verify linux-patch-api; dpkg --audit";

    internal override string Version => "dpkg-query -W -f '${Version}' linux-patch-api";
}

/// <summary>dnf, with signed packages and a signed index.</summary>
public abstract class DnfRepositoryHost : RepositoryHost
{
    private protected abstract string Tool { get; }

    private protected override (string Format, string Folder) Kind => ("rpm", "dnf");

    private protected override string PackageFile => TestBed.Package("linux-patch-api-*.x86_64.rpm");

    private protected override string Configure => $$"""
        printf '%s\n' '[linux-patch-api]' 'name=linux-patch-api' 'baseurl={{Url}}' 'gpgcheck=1' 'repo_gpgcheck=1' \
            'gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-linux-patch-api' >/etc/yum.repos.d/linux-patch-api.repo
        """;

    internal override string Trust => "install -m 0644 /root/repository.asc /etc/pki/rpm-gpg/RPM-GPG-KEY-linux-patch-api";

    internal override string Install => Tool + " -y install linux-patch-api";

    internal override string Upgrade => Tool + " -y --refresh upgrade linux-patch-api";

    internal override string Remove => Tool + " -y remove linux-patch-api";

    internal override string Verify => "rpm -V linux-patch-api || true";

    internal override string Version => "rpm -q --qf '%{VERSION}' linux-patch-api";
}

/// <summary>As on Enterprise Linux 9.</summary>
public sealed class El9RepositoryHost : DnfRepositoryHost
{
    public override string Distro => "el9";

    private protected override string Tool => "dnf";
}

/// <summary>As on Fedora 42.</summary>
public sealed class FedoraRepositoryHost : DnfRepositoryHost
{
    public override string Distro => "fedora";

    private protected override string Tool => "dnf5";
}

/// <summary>pacman, with a keyring and a signature of every package and of the database.</summary>
public sealed class ArchRepositoryHost : RepositoryHost
{
    public override string Distro => "arch";

    private protected override (string Format, string Folder) Kind => ("arch", "pacman");

    private protected override string PackageFile => TestBed.Package("linux-patch-api-*.pkg.tar.zst");

    private protected override string Configure => $$"""
        pacman-key --init >/dev/null 2>&1
        printf '%s\n' '[linux-patch-api]' 'SigLevel = Required' 'Server = {{Url}}' >>/etc/pacman.conf
        """;

    internal override string Trust => """
        pacman-key --add /root/repository.asc >/dev/null 2>&1
        pacman-key --lsign-key test@example.invalid >/dev/null 2>&1
        """;

    internal override string Install => "pacman -Sy --noconfirm linux-patch-api";

    internal override string Upgrade => "pacman -Sy --noconfirm linux-patch-api";

    internal override string Remove => "pacman -R --noconfirm linux-patch-api";

    internal override string Verify => "pacman -Qkkq linux-patch-api 2>&1 || true";

    internal override string Version => "pacman -Q linux-patch-api | sed 's/.* //; s/-.*//'";
}

/// <summary>Debian 13, all of it the distribution's own.</summary>
public sealed class Debian13RepositoryHost : AptRepositoryHost
{
    public override string Distro => "debian13";
}
