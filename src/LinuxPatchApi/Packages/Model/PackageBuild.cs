namespace LinuxPatchApi.Packages.Model;

/// <summary>One version of a package on one architecture: builds of one version for several architectures are different files.</summary>
internal readonly record struct PackageBuild(string Name, string Architecture, string Version)
{
    /// <summary>Whether a package is that build; one for every architecture is that of each.</summary>
    public bool IsMetBy(AvailablePackage package) => package.Name == Name && package.Version == Version
        && (package.Architecture == Architecture || ArchitectureChoice.IsEvery(package.Architecture) || ArchitectureChoice.IsEvery(Architecture));
}
