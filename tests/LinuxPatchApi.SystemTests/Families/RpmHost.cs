using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>A host whose packages are rpm's.</summary>
public abstract class RpmHost : FamilyHost
{
    public override string Neutral => "noarch";

    private protected override string PackageFile => TestBed.Package("linux-patch-api-*.x86_64.rpm");

    internal override async Task<string?> VersionAsync(string package)
    {
        var said = await Sandbox.TryShAsync($"rpm -q --qf '%{{VERSION}}-%{{RELEASE}}' {package}");
        return said.Exit == 0 ? said.Output.Trim() : null;
    }

    internal override Task<string> DatabaseAsync() => Sandbox.ShAsync("rpm -qa | sort");

    internal override Task InstallByHandAsync(string package, string version)
    {
        var file = $"{package}-{version}.noarch.rpm";
        File.Copy(Path.Combine(Sandbox.Archive, "rpm", file), $"{Sandbox.Root}/root/{file}", overwrite: true);
        return Sandbox.ShAsync($"rpm -U --oldpackage /root/{file}");
    }
}

/// <summary>As on Enterprise Linux 9: PackageKit 1.2.6 with dnf, rpm 4.18.</summary>
public sealed class El9Host : RpmHost
{
    public override string Distro => "el9";

    public override string PackageManager => "dnf";
}
