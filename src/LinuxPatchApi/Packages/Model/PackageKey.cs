using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>A name and an architecture, which identify an installed package.</summary>
internal readonly record struct PackageKey(string Name, string Architecture)
{
    /// <summary>In the API's spelling.</summary>
    public string Text => $"{Name}:{Architecture}";

    /// <summary>True when <paramref name="spec"/> means this package, whatever its version.</summary>
    public bool IsMeantBy(PackageSpec spec) => spec.Name == Name && (spec.Architecture ?? Architecture) == Architecture;
}

/// <summary>One version of a package on one architecture: builds of one version for several architectures are different files.</summary>
internal readonly record struct PackageBuild(string Name, string Architecture, string Version)
{
    /// <summary>True when a package is that build; an architecture-neutral one is the build of every architecture.</summary>
    /// <param name="neutral">The family's name for the neutral architecture.</param>
    public bool IsMetBy(AvailablePackage package, string neutral) => package.Name == Name && package.Version == Version
        && (package.Architecture == Architecture || package.Architecture == neutral || Architecture == neutral);
}
