using LinuxPatchApi.SystemTests.Families;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>Debian 12.</summary>
public sealed class Debian12RepositoryHost : AptRepositoryHost
{
    public override string Distro => "debian12";
}

/// <inheritdoc cref="Debian13RepositoryTests"/>
public sealed class Debian12RepositoryTests(Debian12RepositoryHost host) : RepositoryTests<Debian12RepositoryHost>(host);
