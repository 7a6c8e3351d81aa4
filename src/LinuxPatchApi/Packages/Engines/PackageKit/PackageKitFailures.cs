using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>
/// Maps PackageKit's error codes and failures of the bus to error codes of jobs. Pure; judges codes and the full text, never one localised
/// line.
/// </summary>
internal static class PackageKitFailures
{
    /// <summary>Characters of a text of the bus. Origin: a hundred repositories that fail, with two lines each.</summary>
    private const int MostOfText = 16 * 1024;

    public static PackageFailure Of(HostFailure failure) => Bounded(failure.Reason switch
    {
        // An error of systemd: it could not start PackageKit's unit, or that of polkit, which PackageKit needs.
        _ when failure.ErrorName?.StartsWith("org.freedesktop.systemd1.", StringComparison.Ordinal) ?? false =>
            Unavailable(Remedies.UnitNotStarted, failure),
        HostFailureReason.BusUnavailable => Unavailable(Remedies.BusAbsent, failure),
        HostFailureReason.ServiceAbsent => Unavailable(Remedies.PackageKitAbsent, failure),
        HostFailureReason.ActivationFailed => Unavailable(Remedies.ActivationFailed, failure),
        HostFailureReason.TimedOut or HostFailureReason.Disconnected => Unavailable("PackageKit did not answer", failure),
        HostFailureReason.AccessDenied => new PackageFailure(JobErrorCode.PermissionDenied, failure.Detail, Retryable: false),
        HostFailureReason.NotFound => new PackageFailure(JobErrorCode.PackageNotFound, failure.Detail, Retryable: false),
        _ => new PackageFailure(JobErrorCode.PackageManagerError, failure.Detail, Retryable: false),
    });

    /// <summary>The lines stay: what reads them later decides by them.</summary>
    private static PackageFailure Bounded(PackageFailure failure) =>
        failure with { Message = OneLine.Cut(failure.Message, MostOfText) };

    /// <param name="texts">Recognises the package manager's own messages.</param>
    /// <returns>Null when the transaction succeeded or had nothing to do.</returns>
    public static PackageFailure? Of(PackageKitOutcome outcome, IFailureTexts texts)
    {
        if (outcome.DaemonLost)
        {
            return new PackageFailure(
                JobErrorCode.BackendUnavailable, "PackageKit went away in the middle of the transaction", Retryable: true);
        }

        if (outcome.Succeeded || outcome.Error is
            {
                Code: PackageKitErrorCode.PackageAlreadyInstalled or PackageKitErrorCode.NoPackagesToUpdate
                    or PackageKitErrorCode.AllPackagesAlreadyInstalled,
            })
        {
            return null;
        }

        if (outcome.Error is { } error)
        {
            return Of(error, texts);
        }

        return outcome.Exit switch
        {
            PackageKitExit.Cancelled or PackageKitExit.CancelledPriority =>
                new PackageFailure(JobErrorCode.Cancelled, "cancelled by the package manager", Retryable: true),
            PackageKitExit.KeyRequired or PackageKitExit.NeedUntrusted => new PackageFailure(
                JobErrorCode.SignatureError, "a package or repository is not signed by a trusted key", Retryable: false),
            var exit => new PackageFailure(
                JobErrorCode.PackageManagerError, $"PackageKit ended with '{exit}' and reported no error", Retryable: false),
        };
    }

    public static PackageFailure Of(PackageKitError error, IFailureTexts texts)
    {
        var code = Code(error, texts);
        var conflict = code is JobErrorCode.PackageManagerError or JobErrorCode.DependencyConflict ? texts.Conflict(error.Text) : null;
        return Bounded(new PackageFailure(
            conflict is null ? code : JobErrorCode.DependencyConflict,
            texts.Advice(error.Text) is { } advice ? $"{error.Text.Trim().TrimEnd(':')}: {advice}" : error.Text.Trim(),
            Retryable(error, texts))
        {
            Cause = Cause(error),
            Names = conflict ?? [],
        });
    }

    /// <summary>PackageKit has no code for "offline", only the text.</summary>
    private static FailureCause Cause(PackageKitError error) =>
        error.Text.Contains("offline", StringComparison.OrdinalIgnoreCase) ? FailureCause.Offline : FailureCause.None;

    private static PackageFailure Unavailable(string remedy, HostFailure failure) =>
        new(JobErrorCode.BackendUnavailable, $"{remedy} ({failure.Detail})", Retryable: true);

    private static JobErrorCode Code(PackageKitError error, IFailureTexts texts) => error.Code switch
    {
        // apt reports these two under many codes: the text decides.
        _ when DiskErrorText.IsReadOnly(error.Text) => JobErrorCode.ReadOnly,
        _ when DiskErrorText.IsFull(error.Text) => JobErrorCode.DiskFull,
        not PackageKitErrorCode.CannotGetLock when texts.IsHeldLock(error.Text) => JobErrorCode.Locked,
        _ when texts.IsUnsigned(error.Text) => JobErrorCode.SignatureError,
        PackageKitErrorCode.NoNetwork when Cause(error) == FailureCause.Offline => JobErrorCode.BackendUnavailable,
        PackageKitErrorCode.NoNetwork or PackageKitErrorCode.PackageDownloadFailed or PackageKitErrorCode.NoMoreMirrorsToTry =>
            JobErrorCode.NetworkError,
        PackageKitErrorCode.GpgFailure or PackageKitErrorCode.BadGpgSignature or PackageKitErrorCode.MissingGpgSignature
            or PackageKitErrorCode.CannotInstallRepoUnsigned or PackageKitErrorCode.CannotUpdateRepoUnsigned => JobErrorCode.SignatureError,
        PackageKitErrorCode.PackageNotFound or PackageKitErrorCode.PackageNotInstalled or PackageKitErrorCode.PackageIdInvalid =>
            JobErrorCode.PackageNotFound,
        PackageKitErrorCode.UpdateNotFound => JobErrorCode.VersionNotFound,
        PackageKitErrorCode.DepResolutionFailed or PackageKitErrorCode.PackageConflicts or PackageKitErrorCode.FileConflicts
            or PackageKitErrorCode.CannotRemoveSystemPackage or PackageKitErrorCode.IncompatibleArchitecture
            or PackageKitErrorCode.PackageInstallBlocked => JobErrorCode.DependencyConflict,
        PackageKitErrorCode.NoCache or PackageKitErrorCode.CannotFetchSources or PackageKitErrorCode.RepoNotAvailable
            or PackageKitErrorCode.RepoConfigurationError or PackageKitErrorCode.RepoNotFound
            or PackageKitErrorCode.FailedConfigParsing => JobErrorCode.CacheRefreshError,
        PackageKitErrorCode.TransactionCancelled or PackageKitErrorCode.CancelledPriority => JobErrorCode.Cancelled,
        PackageKitErrorCode.CannotGetLock when texts.IsNoLock(error.Text) => JobErrorCode.PackageManagerError,
        PackageKitErrorCode.CannotGetLock or PackageKitErrorCode.LockRequired => JobErrorCode.Locked,
        PackageKitErrorCode.NoSpaceOnDevice => JobErrorCode.DiskFull,
        PackageKitErrorCode.NotAuthorized => JobErrorCode.PermissionDenied,
        PackageKitErrorCode.PackageFailedToConfigure or PackageKitErrorCode.PackageFailedToInstall
            or PackageKitErrorCode.PackageFailedToRemove
            when texts.IsScript(error.Text) => JobErrorCode.ScriptFailed,
        PackageKitErrorCode.PackageFailedToConfigure => JobErrorCode.ScriptFailed,
        _ => JobErrorCode.PackageManagerError,
    };

    private static bool Retryable(PackageKitError error, IFailureTexts texts) =>
        !DiskErrorText.IsFull(error.Text) && !DiskErrorText.IsReadOnly(error.Text)
        && (error.Code is PackageKitErrorCode.NoNetwork or PackageKitErrorCode.PackageDownloadFailed
            or PackageKitErrorCode.NoMoreMirrorsToTry or PackageKitErrorCode.LockRequired or PackageKitErrorCode.CannotFetchSources
            or PackageKitErrorCode.RepoNotAvailable or PackageKitErrorCode.CancelledPriority or PackageKitErrorCode.PackageDatabaseChanged
            || (error.Code == PackageKitErrorCode.CannotGetLock ? !texts.IsNoLock(error.Text) : texts.IsHeldLock(error.Text)));
}
