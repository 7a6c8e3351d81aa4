using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>Progress of a transaction.</summary>
/// <param name="Status">What it is doing.</param>
/// <param name="Percentage">0 to 100; <see cref="UnknownPercentage"/> when the backend does not know.</param>
/// <param name="AllowCancel">True when cancelling is safe now. When false, the apt backend would kill dpkg.</param>
/// <param name="LastPackage">Package id last worked on; may be empty.</param>
/// <param name="SpeedBitsPerSecond">Download speed; 0 when not downloading or unknown.</param>
/// <param name="DownloadSizeRemaining">Bytes; 0 when unknown.</param>
/// <param name="Role">What the transaction does.</param>
public sealed record PackageKitProgress(
    PackageKitStatus Status,
    uint Percentage,
    bool AllowCancel,
    string LastPackage,
    uint SpeedBitsPerSecond,
    ulong DownloadSizeRemaining,
    PackageKitRole Role)
{
    /// <summary>PackageKit's number for "unknown" (PK_CLIENT_PERCENTAGE_INVALID).</summary>
    public const uint UnknownPercentage = 101;

    /// <summary>Before any report. Cancelling is assumed to be unsafe.</summary>
    public static readonly PackageKitProgress Initial =
        new(PackageKitStatus.Unknown, UnknownPercentage, false, "", 0, 0, PackageKitRole.Unknown);
}
