using System.Security.Cryptography;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>A host whose packages are rpm's.</summary>
public abstract class RpmHost : FamilyHost
{
    public override string PackageManager => "dnf";

    internal override IReadOnlyList<string> Tools { get; } = ["dnf", "rpm"];

    public override string KeptEnding => ".rpmnew";

    public override string LockFile => "/var/lib/rpm/.rpm.lock";

    /// <summary>rpm runs it before anything of the package is in place.</summary>
    public override FailingScript Failing => new("failed", "PKG_MANAGER_ERROR", "journalctl -u packagekit", "unchanged");

    public override (string Code, string Words) Unsigned => ("GPG_ERROR", "");

    /// <summary>It is in the repository, and that asks for signatures.</summary>
    internal override Task OfferUnsignedAsync() => Task.CompletedTask;

    internal override Task TrustAsync() => Task.CompletedTask;

    internal override Task OfferScriptAsync(string package, string script) => Sandbox.PublishAsync(package, "1.0", "--post", script);

    /// <summary>What keeps an update out that needs what nothing provides: the kind, and words of the detail.</summary>
    public virtual (string Kind, string Words) Stuck => ("conflicts", "nothing provides sample-no-such-package");

    /// <summary>rpm's versions are without release there.</summary>
    internal override Task OfferCopyAsync(string package, string version, string path, string file) =>
        base.OfferCopyAsync(package, version.Split('-')[0], path, file);

    /// <summary>As the C library of Enterprise Linux 9, whose package has files of /lib64, a link to /usr/lib64.</summary>
    internal override (string, string) Libraries => ("/lib64", "/usr/lib64");

    private protected override string Format => "rpm";

    internal override string ProgramIsWhole => "! rpm -V linux-patch-api | grep /usr/";

    /// <summary>As everybody does it: dnf also installs files.</summary>
    private protected override string ByHand => "dnf -y --nogpgcheck install";

    private protected override string PackageFile => TestBed.Package("linux-patch-api-*.x86_64.rpm");

    private protected override string Undo =>
        "rm -f /etc/dnf/plugins/versionlock.list /etc/dnf/versionlock.toml /etc/yum.repos.d/broken.repo /etc/sample-settings.conf.rpm*; " +
        "[ ! -e /root/dnf.conf ] || mv /root/dnf.conf /etc/dnf/dnf.conf";

    private protected override string Check => """
        rpmdb --verifydb
        said=$(rpm -V $(rpm -qa 'sample-*') 2>&1) || { echo "$said" >&2; exit 1; }
        twice=$(rpm -qa --qf '%{NAME}\n' | sort | uniq -d)
        [ -z "$twice" ] || { echo "twice: $twice" >&2; exit 1; }
        rpm -qa --qf '%{NAME} %{VERSION}-%{RELEASE}\n' 'sample-*'
        """;

    private protected override string Reinstall => """
        extra=$(rpm -qa --qf '%{NAME}\n' 'sample-*' | grep -vxF -f /root/start/names -e sample-host) || true
        [ -z "$extra" ] || rpm -e --nodeps --noscripts $extra
        rpm -U --force --nodeps --noscripts --oldpackage /root/start/*.rpm 2>/dev/null
        """;

    internal override async Task<string?> VersionAsync(string package)
    {
        var said = await Sandbox.TryShAsync($"rpm -q --qf '%{{VERSION}}-%{{RELEASE}}' {package}");
        return said.Exit == 0 ? said.Output.Trim() : null;
    }

    /// <summary>Offers the repository's advisories compressed in another way.</summary>
    /// <param name="compression">gz, bz2, xz or zst.</param>
    internal async Task PackAdvisoriesAsync(string compression)
    {
        var data = $"{Sandbox.Archive}/rpm/repodata";
        var plain = Path.Combine(Path.GetDirectoryName(Sandbox.Archive)!, "updateinfo.xml");
        var ofProgram = compression == "zst" ? "gz" : compression;
        await Command.RunAsync("modifyrepo_c", "--remove", "updateinfo", data);
        await Command.RunAsync("modifyrepo_c", "--mdtype=updateinfo", "--compress-type=" + ofProgram, plain, data);
        if (ofProgram != compression)
        {
            await ReplaceAdvisoriesAsync(plain, data);
        }
    }

    /// <summary>As the createrepo_c of Fedora writes it; this one knows no Zstandard.</summary>
    private static async Task ReplaceAdvisoriesAsync(string plain, string data)
    {
        var old = Directory.GetFiles(data, "*-updateinfo.xml.gz").Single();
        var packed = Path.Combine(data, "updateinfo.xml.zst");
        await Command.RunAsync("zstd", "-q", "-f", "-o", packed, plain);
        var sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(packed)));
        var index = await File.ReadAllTextAsync(Path.Combine(data, "repomd.xml"));
        var oldSum = Path.GetFileName(old).Split('-')[0];
        await File.WriteAllTextAsync(
            Path.Combine(data, "repomd.xml"),
            index.Replace(Path.GetFileName(old), $"{sum}-updateinfo.xml.zst", StringComparison.Ordinal)
                .Replace(oldSum, sum, StringComparison.Ordinal)
                .Replace($"<size>{new FileInfo(old).Length}<", $"<size>{new FileInfo(packed).Length}<", StringComparison.Ordinal));
        File.Move(packed, Path.Combine(data, $"{sum}-updateinfo.xml.zst"), overwrite: true);
        File.Delete(old);
    }

    /// <summary>The names of the advisories that the package manager has stored of this repository.</summary>
    internal async Task<string[]> StoredAdvisoriesAsync() =>
        (await Sandbox.ShAsync("find /var/cache/PackageKit -name '*updateinfo.xml*' -printf '%f\\n'"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal override Task<string> DatabaseAsync() => Sandbox.ShAsync("rpm -qa | sort");

    internal override Task InstallByHandAsync(string package, string version)
    {
        var file = $"{package}-{version}.noarch.rpm";
        File.Copy(Archived(file), $"{Sandbox.Root}/root/{file}", overwrite: true);
        return Sandbox.ShAsync($"rpm -U --oldpackage /root/{file} 2>/dev/null");
    }

    internal override async Task OfferAgentAsync(string version, Func<byte[], byte[]> make)
    {
        var made = await BuildAgentAsync("rpm", version, make);
        foreach (var file in Directory.GetFiles(made).Append(PackageFile))
        {
            File.Copy(file, $"{Sandbox.Archive}/rpm/{Path.GetFileName(file)}", overwrite: true);
        }

        // Signs and indexes the whole repository.
        await Sandbox.PublishAsync("sample-index", version);
    }

    internal override Task BreakRepositoryAsync() => Sandbox.WriteAsync(
        "/etc/yum.repos.d/broken.repo",
        "[broken]\nname=Broken\nbaseurl=http://repo.lpa.test:8080/no-such-folder\nenabled=1\ngpgcheck=1\nskip_if_unavailable=1\n");

    private protected override async Task<IReadOnlyList<(string Name, string File)>> StartAsync() =>
    [
        .. (await Sandbox.ShAsync("rpm -qa --qf '%{NAME} %{NVRA}\\n' 'sample-*' | grep -v ^sample-host"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).Select(p => (p[0], Archived(p[1] + ".rpm"))),
    ];
}

/// <summary>As on Enterprise Linux 9: PackageKit 1.2.6 with dnf, rpm 4.18.</summary>
public sealed class El9Host : RpmHost
{
    public override string Distro => "el9";

    public override string Column => "dnf, 1.2.6";

    public override string HoldOrigin => "/etc/dnf/plugins/versionlock.list";

    internal override Task HoldAsync(string package) => Sandbox.WriteAsync(HoldOrigin, $"# by hand\n{package}-0:1.0-1.*\n");

    /// <summary>Two versions of the package that rpm installs side by side.</summary>
    internal async Task InstallKernelsAsync(params string[] versions)
    {
        foreach (var version in versions)
        {
            await Sandbox.PublishAsync("kernel", version);
            File.Copy(Archived($"kernel-{version}-1.noarch.rpm"), $"{Sandbox.Root}/root/kernel-{version}.rpm", overwrite: true);
        }

        await Sandbox.ShAsync("rpm -i --replacefiles --nosignature /root/kernel-*.rpm");
    }

    /// <summary>A version beside the one that is installed, as an interruption leaves it.</summary>
    internal Task InstallBesideAsync(string package, string version)
    {
        File.Copy(Archived($"{package}-{version}.noarch.rpm"), $"{Sandbox.Root}/root/{package}.rpm", overwrite: true);
        return Sandbox.ShAsync($"rpm -i --force --nodeps --nosignature /root/{package}.rpm");
    }

    /// <summary>dnf.conf's excludepkgs, which PackageKit reads when it starts.</summary>
    internal Task ExcludeAsync(string package) =>
        Sandbox.ShAsync($"cp /etc/dnf/dnf.conf /root/; printf '[main]\\nexcludepkgs={package}\\n' >/etc/dnf/dnf.conf");
}

/// <summary>As on Fedora 42: PackageKit 1.4.0 with dnf5, rpm 6.</summary>
public sealed class FedoraHost : RpmHost
{
    public override string Distro => "fedora";

    public override string Column => "dnf5, 1.4.0";

    public override string HoldOrigin => "/etc/dnf/versionlock.toml";

    public override bool RemovesOthers => false;

    public override string LockFile => "/usr/lib/sysimage/rpm/.rpm.lock";

    /// <summary>PackageKit simulates it with success and without a row.</summary>
    public override (string Kind, string Words) Stuck => ("unknown", "the package manager would leave it as it is");

    /// <summary>PackageKit passes no reason on.</summary>
    public override (string Code, string Words) Unsigned => ("PKG_MANAGER_ERROR", "may not be signed by a trusted key");

    internal override Task HoldAsync(string package) => Sandbox.WriteAsync(
        HoldOrigin,
        $"""
        version = "1.0"
        [[packages]]
        name = "{package}"
        [[packages.conditions]]
        key = "evr"
        comparator = "="
        value = "1.0-1"

        """);
}
