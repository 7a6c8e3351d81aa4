using LinuxPatchApi.SystemTests.SelfUpdate;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>Debian 13: PackageKit 1.3.1 with apt, all of it the distribution's own.</summary>
public sealed class Debian13Host : FamilyHost
{
    public override string Distro => "debian13";

    public override string Column => "apt, 1.3.1";

    public override string PackageManager => "apt";

    internal override IReadOnlyList<string> Tools { get; } = ["apt", "dpkg"];

    public override string HoldOrigin => "on the host";

    public override string KeptEnding => ".dpkg-dist";

    public override string LockFile => "/var/lib/dpkg/lock";

    public override string LockMaker => "dpkg";

    /// <summary>Half-configured it spoils every later transaction until a good version is there.</summary>
    public override FailingScript Failing => new(
        "failed", "SCRIPT_FAILED", "sample-failing", "different", ", \"version\": \"1.0-1\"",
        "dpkg --force-all --purge sample-failing >/dev/null 2>&1");

    public override (string Code, string Words) Unsigned => ("GPG_ERROR", "");

    internal override async Task OfferUnsignedAsync()
    {
        await Sandbox.PublishAsync("sample-unsigned", "1.0-1");
        var unsigned = Sandbox.Archive + "/unsigned";
        await Command.RunAsync("sh", "-ec", $"mkdir -p {unsigned}; cp -a {Sandbox.Archive}/dists {Sandbox.Archive}/pool {unsigned}/; "
            + $"find {unsigned}/dists ( -name InRelease -o -name Release.gpg ) -delete".Replace("( ", "\\( ").Replace(" )", " \\)"));
        await Sandbox.ShAsync(
            "mv /etc/apt/sources.list.d/sample.list /root/; "
            + "echo 'deb [allow-insecure=yes] http://repo.lpa.test:8080/unsigned stable main' >/etc/apt/sources.list.d/broken.list; "
            + "apt-get -q update >/dev/null 2>&1");
    }

    internal override Task TrustAsync() => Sandbox.ShAsync(
        "rm /etc/apt/sources.list.d/broken.list; mv /root/sample.list /etc/apt/sources.list.d/; apt-get -q update >/dev/null");

    internal override Task OfferScriptAsync(string package, string script) =>
        Sandbox.PublishAsync(package, "1.0-1", "--postinst", script);

    private protected override string PackageFile => TestBed.Package();

    private protected override string Undo =>
        "apt-mark -q unhold sample-tiny2 >/dev/null; rm -f /etc/apt/sources.list.d/broken.list /etc/sample-settings.conf.dpkg-*";

    private protected override string Check => """
        said=$(dpkg --audit; ls /var/lib/dpkg/updates | grep -x '[0-9]*'; dpkg --verify 'sample-*') || true
        [ -z "$said" ] || { echo "$said" >&2; exit 1; }
        dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n' 'sample-*' | grep ' installed$'
        """;

    private protected override string Reinstall => """
        extra=$(dpkg-query -W -f '${Package}\n' 'sample-*' | grep -vxF -f /root/start/names) || true
        [ -z "$extra" ] || dpkg --force-all --purge $extra >/dev/null 2>&1
        dpkg --force-all -i /root/start/*.deb >/dev/null 2>&1
        """;

    internal override Task<string?> VersionAsync(string package) => Sandbox.VersionAsync(package);

    internal override Task<string> DatabaseAsync() =>
        Sandbox.ShAsync("dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\\n' | grep ' installed$'");

    internal override Task InstallByHandAsync(string package, string version)
    {
        var file = $"{package}_{version}_all.deb";
        File.Copy(Archived(file), $"{Sandbox.Root}/root/{file}", overwrite: true);
        return Sandbox.ShAsync($"dpkg -i /root/{file} >/dev/null");
    }

    internal override Task HoldAsync(string package) => Sandbox.ShAsync($"apt-mark -q hold {package} >/dev/null");

    internal override Task OfferAgentAsync(string version, Func<byte[], byte[]> make) => SelfUpdateHost.OfferAsync(Sandbox, version, make);

    internal override Task BreakRepositoryAsync() => Sandbox.WriteAsync(
        "/etc/apt/sources.list.d/broken.list", "deb [trusted=yes] http://repo.lpa.test:8080/no-such-folder stable main\n");

    private protected override async Task<IReadOnlyList<(string Name, string File)>> StartAsync() =>
    [
        .. (await Sandbox.ShAsync("dpkg-query -W -f '${Package} ${Version}\\n' 'sample-*' 'linux-image-9*'"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .Select(p => (p[0], Archived($"{p[0]}_{p[1]}_all.deb"))),
    ];
}
