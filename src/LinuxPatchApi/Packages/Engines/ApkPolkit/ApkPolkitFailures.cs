using LinuxPatchApi.HostServices;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.ApkPolkit;

/// <summary>
/// Maps failures of apk's D-Bus service to error codes of jobs. Its error names are not public: a refusal is judged by apk's own words, and
/// passed on in full where they are unknown. Pure.
/// </summary>
internal static class ApkPolkitFailures
{
    public const string Absent = "apk's D-Bus service is not installed: install the package apk-polkit-rs";

    public static PackageFailure Of(HostFailure failure, IFailureTexts texts) => failure.Reason switch
    {
        HostFailureReason.BusUnavailable => Unavailable(Remedies.BusAbsent, failure),
        HostFailureReason.ServiceAbsent => Unavailable(Absent, failure),
        HostFailureReason.ActivationFailed => Unavailable("apk's D-Bus service does not start", failure),
        _ when IsLost(failure) => Unavailable("apk's D-Bus service went away in the middle of the call", failure),
        HostFailureReason.TimedOut => Unavailable("apk's D-Bus service did not answer", failure),
        HostFailureReason.AccessDenied => new PackageFailure(JobErrorCode.PermissionDenied, failure.Detail, Retryable: false),
        _ => OfText(failure.Detail, texts),
    };

    /// <summary>True when the service, or the bus, ended during the call: what it had begun may be half done.</summary>
    public static bool IsLost(HostFailure failure) =>
        failure.Reason == HostFailureReason.Disconnected || failure.ErrorName == "org.freedesktop.DBus.Error.NoReply";

    private static PackageFailure OfText(string text, IFailureTexts texts)
    {
        var conflict = texts.Conflict(text);
        var code = DiskErrorText.IsReadOnly(text) ? JobErrorCode.ReadOnly
            : DiskErrorText.IsFull(text) ? JobErrorCode.DiskFull
            : texts.IsHeldLock(text) ? JobErrorCode.Locked
            : texts.IsUnsigned(text) ? JobErrorCode.SignatureError
            : texts.IsNetwork(text) ? JobErrorCode.NetworkError
            : conflict is not null ? JobErrorCode.DependencyConflict
            : texts.IsScript(text) ? JobErrorCode.ScriptFailed
            : JobErrorCode.PackageManagerError;
        return new PackageFailure(code, text.Trim(), Retryable: code is JobErrorCode.Locked or JobErrorCode.NetworkError)
        {
            Names = code == JobErrorCode.DependencyConflict ? conflict! : [],
        };
    }

    private static PackageFailure Unavailable(string what, HostFailure failure) =>
        new(JobErrorCode.BackendUnavailable, $"{what} ({failure.Detail})", Retryable: true);
}
