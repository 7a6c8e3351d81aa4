using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>The error that a transaction reported before it finished (signal ErrorCode).</summary>
public sealed record PackageKitError(PackageKitErrorCode Code, string Text);
