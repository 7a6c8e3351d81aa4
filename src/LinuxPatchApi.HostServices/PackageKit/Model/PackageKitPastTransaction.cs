using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>One entry of the daemon's own history (signal Transaction).</summary>
/// <param name="Path">Its object path at the time.</param>
/// <param name="TimeSpec">ISO 8601 time, as sent.</param>
/// <param name="Succeeded">The daemon's own verdict; also false when the daemon died during it.</param>
/// <param name="Role">What it did.</param>
/// <param name="DurationMs">Milliseconds; 0 when the daemon died during it.</param>
/// <param name="Data">Lines of <c>info TAB package-id TAB summary</c>; may be empty.</param>
/// <param name="Uid">User id of the caller.</param>
/// <param name="CommandLine">Command line of the caller; may be empty.</param>
public sealed record PackageKitPastTransaction(
    string Path,
    string TimeSpec,
    bool Succeeded,
    PackageKitRole Role,
    uint DurationMs,
    string Data,
    uint Uid,
    string CommandLine);
