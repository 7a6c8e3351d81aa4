namespace LinuxPatchApi.Packages.Engines;

/// <summary>What stands behind the seam.</summary>
/// <param name="Name">packagekit or apkpolkit.</param>
/// <param name="PackageManager">apt, dnf, zypp, pacman, apk.</param>
/// <param name="Version">Of the service behind the seam.</param>
/// <param name="Offline">The service believes the host to be offline and will refuse downloads.</param>
internal sealed record EngineInfo(string Name, string PackageManager, Version Version, bool Offline);
