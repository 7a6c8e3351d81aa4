namespace LinuxPatchApi.Packages.Engines;

/// <summary>What stands behind the seam.</summary>
/// <param name="Name">packagekit or apkpolkit.</param>
/// <param name="PackageManager">What the API calls it.</param>
/// <param name="Version">Of the service behind the seam; 0.0 of one that does not tell.</param>
/// <param name="Offline">The service believes the host to be offline and will refuse downloads.</param>
internal sealed record EngineInfo(string Name, string PackageManager, Version Version, bool Offline)
{
    /// <summary>Before anybody was asked.</summary>
    public static readonly EngineInfo Unknown = new("", "", new Version(0, 0), Offline: false);

    /// <summary>The engine's own word for the package manager, where the API has one word for several.</summary>
    public string Flavour { get; init; } = PackageManager;
}
