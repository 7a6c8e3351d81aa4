using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>What can be installed once: a name on an architecture.</summary>
internal readonly record struct PackageKey(string Name, string Architecture)
{
    /// <summary>In the API's spelling.</summary>
    public string Text => $"{Name}:{Architecture}";

    /// <summary>Whether <paramref name="spec"/> means this package, whatever its version.</summary>
    public bool IsMeantBy(PackageSpec spec) => spec.Name == Name && (spec.Architecture ?? Architecture) == Architecture;
}

/// <summary>One version of a package on one architecture: builds of one version for several architectures are different files.</summary>
internal readonly record struct PackageBuild(string Name, string Architecture, string Version)
{
    /// <summary>Whether a package is that build; one for every architecture is that of each.</summary>
    /// <param name="neutral">The family's word for every architecture.</param>
    public bool IsMetBy(AvailablePackage package, string neutral) => package.Name == Name && package.Version == Version
        && (package.Architecture == Architecture || package.Architecture == neutral || Architecture == neutral);
}
