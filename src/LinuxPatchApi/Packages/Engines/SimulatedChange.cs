namespace LinuxPatchApi.Packages.Engines;

/// <summary>What would happen to one package.</summary>
internal enum SimulatedKind
{
    Install,
    Update,
    Downgrade,
    Reinstall,
    Remove,

    /// <summary>The package is not signed by a trusted key; it is never installed.</summary>
    Untrusted,
}

/// <summary>One change of a simulation.</summary>
/// <param name="Version">The version that would be installed or removed.</param>
internal sealed record SimulatedChange(SimulatedKind Kind, string Name, string Architecture, string Version, string? Repository);
