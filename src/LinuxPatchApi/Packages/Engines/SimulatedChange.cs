namespace LinuxPatchApi.Packages.Engines;

/// <summary>What a simulation says would happen to one package.</summary>
internal enum SimulatedKind
{
    Install,
    Update,
    Downgrade,
    Reinstall,
    Remove,

    /// <summary>The package has no signature that a trusted key made; it never goes in.</summary>
    Untrusted,
}

/// <param name="Version">The version that would be installed, or that would be removed.</param>
internal sealed record SimulatedChange(SimulatedKind Kind, string Name, string Architecture, string Version, string? Repository);
