namespace LinuxPatchApi.Packages.Model;

/// <summary>What can be installed once: a name on an architecture.</summary>
internal readonly record struct PackageKey(string Name, string Architecture)
{
    /// <summary>Whether <paramref name="spec"/> (<c>name</c> or <c>name:arch</c>) means this package.</summary>
    public bool Matches(string spec)
    {
        var colon = spec.LastIndexOf(':');
        return colon < 0
            ? string.Equals(spec, Name, StringComparison.Ordinal)
            : spec.AsSpan(0, colon).SequenceEqual(Name) && spec.AsSpan(colon + 1).SequenceEqual(Architecture);
    }
}

/// <summary>One version of a package on one architecture: builds of one version for several architectures are different files.</summary>
internal readonly record struct PackageBuild(string Name, string Architecture, string Version)
{
    /// <summary>Whether a package is that build; one for every architecture is that of each.</summary>
    /// <param name="neutral">The family's word for every architecture.</param>
    public bool IsMetBy(AvailablePackage package, string neutral) => package.Name == Name && package.Version == Version
        && (package.Architecture == Architecture || package.Architecture == neutral || Architecture == neutral);
}
