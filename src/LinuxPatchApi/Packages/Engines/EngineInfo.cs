namespace LinuxPatchApi.Packages.Engines;

/// <summary>The engine of this host, and the package manager behind it.</summary>
/// <param name="Name">packagekit or apkpolkit.</param>
/// <param name="PackageManager">As the API names it.</param>
/// <param name="Version">Of the engine's service; 0.0 when it reports none.</param>
/// <param name="Offline">True when the service believes the host to be offline and will refuse downloads.</param>
internal sealed record EngineInfo(string Name, string PackageManager, Version Version, bool Offline)
{
    /// <summary>Before the first answer.</summary>
    public static readonly EngineInfo Unknown = new("", "", new Version(0, 0), Offline: false);

    /// <summary>The engine's own name of the package manager, where the API has one name for several.</summary>
    public string Flavour { get; init; } = PackageManager;
}
