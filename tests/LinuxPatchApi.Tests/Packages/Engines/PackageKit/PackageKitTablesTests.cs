using CsCheck;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Families.Deb;

namespace LinuxPatchApi.Tests.Packages.Engines.PackageKit;

public sealed class PackageKitTablesTests
{
    /// <summary>Every code that does not mean "the package manager failed", typed off here a second time.</summary>
    private static readonly Dictionary<PackageKitErrorCode, JobErrorCode> Known = new()
    {
        [PackageKitErrorCode.NoNetwork] = JobErrorCode.NetworkError,
        [PackageKitErrorCode.GpgFailure] = JobErrorCode.SignatureError,
        [PackageKitErrorCode.PackageIdInvalid] = JobErrorCode.PackageNotFound,
        [PackageKitErrorCode.PackageNotInstalled] = JobErrorCode.PackageNotFound,
        [PackageKitErrorCode.PackageNotFound] = JobErrorCode.PackageNotFound,
        [PackageKitErrorCode.PackageDownloadFailed] = JobErrorCode.NetworkError,
        [PackageKitErrorCode.DepResolutionFailed] = JobErrorCode.DependencyConflict,
        [PackageKitErrorCode.TransactionCancelled] = JobErrorCode.Cancelled,
        [PackageKitErrorCode.NoCache] = JobErrorCode.CacheRefreshError,
        [PackageKitErrorCode.RepoNotFound] = JobErrorCode.CacheRefreshError,
        [PackageKitErrorCode.FailedConfigParsing] = JobErrorCode.CacheRefreshError,
        [PackageKitErrorCode.CannotGetLock] = JobErrorCode.Locked,
        [PackageKitErrorCode.BadGpgSignature] = JobErrorCode.SignatureError,
        [PackageKitErrorCode.MissingGpgSignature] = JobErrorCode.SignatureError,
        [PackageKitErrorCode.RepoConfigurationError] = JobErrorCode.CacheRefreshError,
        [PackageKitErrorCode.FileConflicts] = JobErrorCode.DependencyConflict,
        [PackageKitErrorCode.PackageConflicts] = JobErrorCode.DependencyConflict,
        [PackageKitErrorCode.RepoNotAvailable] = JobErrorCode.CacheRefreshError,
        [PackageKitErrorCode.PackageInstallBlocked] = JobErrorCode.DependencyConflict,
        [PackageKitErrorCode.NoMoreMirrorsToTry] = JobErrorCode.NetworkError,
        [PackageKitErrorCode.IncompatibleArchitecture] = JobErrorCode.DependencyConflict,
        [PackageKitErrorCode.CannotRemoveSystemPackage] = JobErrorCode.DependencyConflict,
        [PackageKitErrorCode.NoSpaceOnDevice] = JobErrorCode.DiskFull,
        [PackageKitErrorCode.NotAuthorized] = JobErrorCode.PermissionDenied,
        [PackageKitErrorCode.UpdateNotFound] = JobErrorCode.VersionNotFound,
        [PackageKitErrorCode.CannotInstallRepoUnsigned] = JobErrorCode.SignatureError,
        [PackageKitErrorCode.CannotUpdateRepoUnsigned] = JobErrorCode.SignatureError,
        [PackageKitErrorCode.PackageFailedToConfigure] = JobErrorCode.ScriptFailed,
        [PackageKitErrorCode.CannotFetchSources] = JobErrorCode.CacheRefreshError,
        [PackageKitErrorCode.CancelledPriority] = JobErrorCode.Cancelled,
        [PackageKitErrorCode.LockRequired] = JobErrorCode.Locked,
    };

    [Fact]
    public void Every_error_code_has_its_reason()
    {
        foreach (var code in Enum.GetValues<PackageKitErrorCode>().Append((PackageKitErrorCode)9999))
        {
            var failure = PackageKitFailures.Of(new PackageKitError(code, " text "), DebFailureTexts.Instance);
            Assert.Equal((code, Known.GetValueOrDefault(code, JobErrorCode.PackageManagerError)), (code, failure.Code));
            Assert.Equal("text", failure.Message);
        }
    }

    [Theory]
    [InlineData(PackageKitErrorCode.NoNetwork, "Cannot refresh cache whilst offline", "BackendUnavailable")]
    [InlineData(PackageKitErrorCode.CannotGetLock, "dpkg was interrupted, you must manually run", "PackageManagerError")]
    [InlineData(PackageKitErrorCode.CannotGetLock,
        "E: Invalid record in the preferences file /etc/apt/preferences.d/bad, no Package header", "PackageManagerError")]
    [InlineData(PackageKitErrorCode.CannotGetLock, "E: The package cache file is corrupted", "PackageManagerError")]
    [InlineData(PackageKitErrorCode.CannotGetLock, "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1 (apt)",
        "Locked")]
    [InlineData(PackageKitErrorCode.CannotGetLock,
        "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?", "Locked")]
    [InlineData(PackageKitErrorCode.CannotGetLock,
        "E: Type 'nonsense' is not known on line 1 in source list /etc/apt/sources.list.d/bad.list\n"
            + "E: The list of sources could not be read.", "PackageManagerError")]
    [InlineData(PackageKitErrorCode.PackageFailedToInstall, "post-installation script subprocess returned error", "ScriptFailed")]
    [InlineData(PackageKitErrorCode.PackageFailedToRemove, "pre-removal script failed", "ScriptFailed")]
    [InlineData(PackageKitErrorCode.PackageFailedToInstall, "trying to overwrite", "PackageManagerError")]
    [InlineData(PackageKitErrorCode.TransactionError, "write: No space left on device", "DiskFull")]
    [InlineData(PackageKitErrorCode.PackageFailedToInstall, "cannot copy: No space left on device", "DiskFull")]
    public void Full_text_tells_what_the_code_alone_does_not(PackageKitErrorCode code, string text, string expected) =>
        Assert.Equal(expected, PackageKitFailures.Of(new PackageKitError(code, text), DebFailureTexts.Instance).Code.ToString());

    [Fact]
    public void Failure_of_the_bus_carries_its_remedy()
    {
        var expected = new Dictionary<HostFailureReason, (JobErrorCode Code, string Words)>
        {
            [HostFailureReason.BusUnavailable] = (JobErrorCode.BackendUnavailable, Remedies.BusAbsent),
            [HostFailureReason.ServiceAbsent] = (JobErrorCode.BackendUnavailable, Remedies.PackageKitAbsent),
            [HostFailureReason.ActivationFailed] = (JobErrorCode.BackendUnavailable, Remedies.ActivationFailed),
            [HostFailureReason.TimedOut] = (JobErrorCode.BackendUnavailable, "did not answer"),
            [HostFailureReason.Disconnected] = (JobErrorCode.BackendUnavailable, "did not answer"),
            [HostFailureReason.AccessDenied] = (JobErrorCode.PermissionDenied, "detail"),
            [HostFailureReason.NotFound] = (JobErrorCode.PackageNotFound, "detail"),
        };
        foreach (var reason in Enum.GetValues<HostFailureReason>())
        {
            var failure = PackageKitFailures.Of(new HostFailure(reason, "detail"));
            var (code, words) = expected.GetValueOrDefault(reason, (JobErrorCode.PackageManagerError, "detail"));
            Assert.Equal((reason, code, code == JobErrorCode.BackendUnavailable), (reason, failure.Code, failure.Retryable));
            Assert.Contains(words, failure.Message, StringComparison.Ordinal);
            Assert.Contains("detail", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(HostFailureReason.Refused, "org.freedesktop.systemd1.UnitMasked")]
    [InlineData(HostFailureReason.NotFound, "org.freedesktop.systemd1.NoSuchUnit")]
    public void Unit_that_systemd_does_not_start_makes_the_backend_unavailable(HostFailureReason reason, string error)
    {
        var failure = PackageKitFailures.Of(new HostFailure(reason, "Unit packagekit.service is masked.", error));
        Assert.Equal((JobErrorCode.BackendUnavailable, true), (failure.Code, failure.Retryable));
        Assert.Contains(Remedies.UnitNotStarted, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PackageKitExit.Success, null, null)]
    [InlineData(PackageKitExit.Failed, PackageKitErrorCode.NoPackagesToUpdate, null)]
    [InlineData(PackageKitExit.Failed, PackageKitErrorCode.PackageAlreadyInstalled, null)]
    [InlineData(PackageKitExit.Failed, PackageKitErrorCode.AllPackagesAlreadyInstalled, null)]
    [InlineData(PackageKitExit.Failed, PackageKitErrorCode.NoSpaceOnDevice, "DiskFull")]
    [InlineData(PackageKitExit.Failed, null, "PackageManagerError")]
    [InlineData(PackageKitExit.Cancelled, null, "Cancelled")]
    [InlineData(PackageKitExit.CancelledPriority, null, "Cancelled")]
    [InlineData(PackageKitExit.KeyRequired, null, "SignatureError")]
    [InlineData(PackageKitExit.NeedUntrusted, null, "SignatureError")]
    [InlineData(PackageKitExit.Killed, null, "PackageManagerError")]
    public void End_of_a_transaction_is_read_from_error_and_exit(PackageKitExit exit, PackageKitErrorCode? error, string? expected)
    {
        var outcome = new PackageKitOutcome { Exit = exit, Error = error is { } code ? new PackageKitError(code, "text") : null };
        Assert.Equal(expected, PackageKitFailures.Of(outcome, DebFailureTexts.Instance)?.Code.ToString());
        Assert.Equal(JobErrorCode.BackendUnavailable,
            PackageKitFailures.Of(outcome with { DaemonLost = true }, DebFailureTexts.Instance)!.Code);
    }

    [Theory]
    [InlineData(PackageKitInfo.Installing, "Install")]
    [InlineData(PackageKitInfo.Install, "Install")]
    [InlineData(PackageKitInfo.Updating, "Update")]
    [InlineData(PackageKitInfo.Downgrading, "Downgrade")]
    [InlineData(PackageKitInfo.Downgrade, "Downgrade")]
    [InlineData(PackageKitInfo.Reinstalling, "Reinstall")]
    [InlineData(PackageKitInfo.Removing, "Remove")]
    [InlineData(PackageKitInfo.Remove, "Remove")]
    [InlineData(PackageKitInfo.Obsoleting, "Remove")]
    [InlineData(PackageKitInfo.Obsolete, "Remove")]
    [InlineData(PackageKitInfo.Untrusted, "Untrusted")]
    [InlineData(PackageKitInfo.Downloading, null)]
    [InlineData(PackageKitInfo.Cleanup, null)]
    [InlineData(PackageKitInfo.Finished, null)]
    [InlineData(PackageKitInfo.Preparing, null)]
    public void Simulated_row_is_a_change_or_nothing(PackageKitInfo info, string? kind) =>
        Assert.Equal(kind, PackageKitRows.Simulated(Row(info, PackageKitInfo.Unknown))?.Kind.ToString());

    [Theory]
    [InlineData(PackageKitInfo.Security, PackageKitInfo.Critical, "security True critical")]
    [InlineData(PackageKitInfo.Security, PackageKitInfo.Important, "security True high")]
    [InlineData(PackageKitInfo.Security, PackageKitInfo.Normal, "security True medium")]
    [InlineData(PackageKitInfo.Security, PackageKitInfo.Low, "security True low")]
    [InlineData(PackageKitInfo.Security, PackageKitInfo.Security, "security True unknown")]
    [InlineData(PackageKitInfo.Security, PackageKitInfo.Unknown, "security True unknown")]
    [InlineData(PackageKitInfo.Bugfix, PackageKitInfo.Critical, "bugfix False unknown")]
    [InlineData(PackageKitInfo.Enhancement, PackageKitInfo.Unknown, "enhancement False unknown")]
    [InlineData(PackageKitInfo.Normal, PackageKitInfo.Unknown, "normal False unknown")]
    [InlineData(PackageKitInfo.Low, PackageKitInfo.Unknown, "low False unknown")]
    [InlineData(PackageKitInfo.Important, PackageKitInfo.Unknown, "important False unknown")]
    [InlineData(PackageKitInfo.Available, PackageKitInfo.Unknown, "normal False unknown")]
    [InlineData(PackageKitInfo.Blocked, PackageKitInfo.Unknown, "blocked False unknown")]
    [InlineData(PackageKitInfo.Blocked, PackageKitInfo.Security, "blocked True unknown")]
    [InlineData(PackageKitInfo.Blocked, PackageKitInfo.Critical, "blocked True critical")]
    [InlineData(PackageKitInfo.Blocked, PackageKitInfo.Important, "blocked False unknown")]
    [InlineData(PackageKitInfo.Normal, PackageKitInfo.Security, "normal True unknown")]
    [InlineData(PackageKitInfo.Installing, PackageKitInfo.Unknown, null)]
    [InlineData(PackageKitInfo.Removing, PackageKitInfo.Unknown, null)]
    public void Update_row_keeps_the_distribution_s_words(PackageKitInfo info, PackageKitInfo severity, string? expected)
    {
        var update = PackageKitRows.Update(Row(info, severity));
        Assert.Equal(expected, update is null ? null : $"{update.Kind} {update.Security} {update.Severity}");
        Assert.False(update?.Held ?? false);
        Assert.Equal(info == PackageKitInfo.Blocked, update?.Blocked is not null);
        Assert.True(update is null || update.Id == "web;1:2;amd64;debian-stable-main");
    }

    [Theory]
    [InlineData("debian-stable-main", "debian-stable-main")]
    [InlineData("installed:debian-stable-main", "debian-stable-main")]
    [InlineData("auto:debian-stable-main", "debian-stable-main")]
    [InlineData("manual:x", "x")]
    [InlineData("+auto:x", "x")]
    [InlineData("installed", null)]
    [InlineData("local", null)]
    [InlineData("", null)]
    [InlineData("installed:", null)]
    [InlineData("copr:me:thing", "copr:me:thing")]
    public void Repository_is_what_is_left_of_the_data_field(string data, string? expected) =>
        Assert.Equal(expected, PackageKitRows.Repository(PackageId.Parse($"web;1;amd64;{data}")));

    /// <summary>apt's words under codes that say less.</summary>
    [Theory]
    [InlineData(PackageKitErrorCode.PackageDownloadFailed, "E: Write error - write (28: No space left on device)", "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.TransactionError, "You don't have enough free space in /var/cache/apt/archives/", "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.TransactionError, "Disk Requirements: At least 3MB more space needed on the /boot filesystem.",
        "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.InternalError, "Disk Requirements: At least 30 more inodes needed on the /usr filesystem.",
        "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.InternalError, "not enough free disk space", "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.PackageFailedToInstall, "cannot copy extracted data: failed to write (Disk quota exceeded)",
        "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.PackageDownloadFailed, "E: Write error - write (122: Disk quota exceeded)", "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.TransactionError, "Error in transaction check: At least 27MB more space needed on the / filesystem.",
        "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.TransactionError, "installing package web-1-1.x86_64 needs 12 more inodes on the /var filesystem",
        "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.TransactionError, "Partition /boot too full: 31207 blocks needed, 1024 blocks free",
        "DISK_FULL", false)]
    [InlineData(PackageKitErrorCode.InternalError, "E: Unable to lock directory /var/cache/apt/archives/", "LOCKED", true)]
    [InlineData(PackageKitErrorCode.CannotFetchSources,
        "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4711 (apt-get)", "LOCKED", true)]
    [InlineData(PackageKitErrorCode.InternalError, "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'",
        "PKG_MANAGER_ERROR", false)]
    public void Case57_A_full_disk_and_a_held_lock_are_known_by_their_text(
        PackageKitErrorCode code, string text, string expected, bool retryable)
    {
        var failure = PackageKitFailures.Of(new PackageKitError(code, text), DebFailureTexts.Instance);
        Assert.Equal((expected, retryable), (JobSpelling.ErrorCodes.Of(failure.Code), failure.Retryable));
    }

    [Theory]
    [InlineData("Changelog for this version is not yet available", "")]
    [InlineData("The list of changes is not available yet.\n\nPlease use http://launchpad.net/x", "")]
    [InlineData("  * The list of changes is not available in the menu", "  * The list of changes is not available in the menu")]
    public void Case08_A_sentence_in_the_place_of_a_changelog_is_no_changelog(string text, string kept) =>
        Assert.Equal((kept, kept), (UpdateDetailRows.Of(Detail(text: text)).Text, UpdateDetailRows.Of(Detail(changelog: text)).Changelog));

    /// <summary>A portal, a proxy, a mirror or a cache answered 200 with something else than the file.</summary>
    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Please log in</body></html>")]
    [InlineData("\uFEFF<!doctype HTML PUBLIC>\n<title>Login</title>")]
    [InlineData("\n\n  <html lang=en>")]
    [InlineData("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")]
    [InlineData("<!-- portal --><head><meta http-equiv=refresh>")]
    [InlineData("<script>location='https://login'</script>")]
    [InlineData("please wait\n<body>redirecting CVE-2026-1</body>\n</html>\n")]
    [InlineData("{\"error\":\"not found\"}")]
    [InlineData("[{\"error\":404}]")]
    [InlineData("404 Not Found")]
    [InlineData("404")]
    [InlineData("404: File not found.")]
    [InlineData("Error 403: Forbidden")]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nVia: proxy\r\n")]
    [InlineData("Access Denied. Your IP is not allowed.")]
    [InlineData("503 Service Unavailable\nNo server is available to handle this request.")]
    [InlineData("Changelog unavailable for web=2 (404  Not Found)")]
    [InlineData("\uFEFFThe list of changes is not available yet.")]
    [InlineData("   \n\t \n")]
    [InlineData("\uFEFF")]
    [InlineData("-- \n ... \n")]
    [InlineData("\u001F\u008B\u0008 gzip")]
    public void Case08_What_a_server_tells_in_the_place_of_a_changelog_is_no_changelog(string text)
    {
        Assert.Equal(("", ""), (UpdateDetailRows.Of(Detail(text: text)).Text, UpdateDetailRows.Of(Detail(changelog: text)).Changelog));
        Assert.Equal(
            ChangelogText.IsPage(text),
            UpdateDetailRows.Of(Detail(changelog: text) with { CveUrls = ["https://nvd/CVE-2026-1"] }).CveUrls.Count == 0);
    }

    [Theory]
    [InlineData("web (2) stable; urgency=medium\n\n  * Not found any more: 404 pages.\n\n -- A <a@b.org>  Sun, 01 Mar 2026 12:00:00 +0000")]
    [InlineData("== 2 ==\n  * <html> is escaped now\n  * Answers {\"a\":1}")]
    [InlineData("Found and fixed: a crash")]
    [InlineData("Forbidden characters are refused (CVE-2026-1)")]
    [InlineData("<p>An update that fixes a crash</p>")]
    [InlineData("404 errors are logged once.")]
    [InlineData("Ein Fehler wurde behoben; \uFFFD bleibt")]
    public void Case08_A_text_that_speaks_of_such_things_is_kept(string text) =>
        Assert.Equal(text, UpdateDetailRows.Of(Detail(text: text)).Text);

    [Theory]
    [InlineData(PackageKitRestart.Unknown, "none")]
    [InlineData(PackageKitRestart.None, "none")]
    [InlineData(PackageKitRestart.Application, "application")]
    [InlineData(PackageKitRestart.Session, "session")]
    [InlineData(PackageKitRestart.SecuritySession, "session")]
    [InlineData(PackageKitRestart.System, "system")]
    [InlineData(PackageKitRestart.SecuritySystem, "system")]
    public void Restart_of_an_update_is_one_of_four_words(PackageKitRestart restart, string expected) =>
        Assert.Equal(expected, UpdateDetailRows.Of(Detail(restart: restart)).Restart);

    [Theory]
    [InlineData("2026-02-03T04:05:06Z", "", "2026-02-03T04:05:06")]
    [InlineData("2026-02-03T04:05:06+02:00", "", "2026-02-03T02:05:06")]
    [InlineData("", "2026-02-03", "2026-02-03T00:00:00")]
    [InlineData("yesterday", "", null)]
    public void Date_of_an_update_is_in_utc_or_unknown(string issued, string updated, string? expected) =>
        Assert.Equal(expected, UpdateDetailRows.Of(Detail(issued: issued, updated: updated)).PublishedAt?.UtcDateTime.ToString("s"));

    /// <summary>PackageKit's alpm backend names the page of the package and the day on which it was built.</summary>
    [Fact]
    public void Without_advisories_an_update_has_neither_their_pages_nor_their_date()
    {
        var detail = Detail(text: "1 -> 2", issued: "2026-02-03T04:05:06Z") with { VendorUrls = ["https://archlinux.org/packages/web"] };
        var (with, without) = (UpdateDetailRows.Of(detail), UpdateDetailRows.Of(detail, hasAdvisories: false));
        Assert.Equal((1, true), (with.AdvisoryUrls.Count, with.PublishedAt is not null));
        Assert.Equal((0, false, "1 -> 2"), (without.AdvisoryUrls.Count, without.PublishedAt is not null, without.Text));
    }

    [Fact]
    public void Long_text_of_an_update_is_cut_at_the_limit()
    {
        Assert.Equal(PackageLimits.DetailTextLength,
            UpdateDetailRows.Of(Detail(text: new string('x', PackageLimits.DetailTextLength))).Text.Length);
        Assert.EndsWith("x…", UpdateDetailRows.Of(Detail(text: new string('x', PackageLimits.DetailTextLength + 1))).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_never_falls_and_stays_within_a_hundred() => Gen.Select(
        Gen.Enum<PackageKitStatus>(), Gen.UInt[0, 120], Gen.Bool, Gen.UInt[0, 90_000], Gen.Enum<PackageKitRole>())
            .Array[1, 40].Sample(steps =>
        {
            var tracker = new ProgressTracker(DebFamily.Instance.Shares, canCancel: true);
            var last = 0;
            return steps.All(step =>
            {
                var now = tracker.Next(new PackageKitProgress(step.Item1, step.Item2, step.Item3, "", step.Item4, 0, step.Item5));
                var good = now.Percent >= last && now.Percent <= 100 && now.Cancellable == step.Item3;
                last = now.Percent;
                return good;
            });
        }, iter: 1000);

    [Theory]
    [InlineData(PackageKitStatus.Download, PackageKitRole.UpdatePackages, 100u, "Downloading", 40)]
    [InlineData(PackageKitStatus.Install, PackageKitRole.InstallPackages, 0u, "Installing", 40)]
    [InlineData(PackageKitStatus.Install, PackageKitRole.InstallPackages, 100u, "Installing", 97)]
    [InlineData(PackageKitStatus.Install, PackageKitRole.InstallPackages, 101u, "Installing", 40)]
    [InlineData(PackageKitStatus.Remove, PackageKitRole.RemovePackages, 50u, "Removing", 68)]
    [InlineData(PackageKitStatus.Commit, PackageKitRole.RemovePackages, 50u, "Removing", 68)]
    [InlineData(PackageKitStatus.DepResolve, PackageKitRole.UpdatePackages, 100u, "Resolving", 5)]
    [InlineData(PackageKitStatus.RefreshCache, PackageKitRole.RefreshCache, 100u, "Refreshing", 5)]
    public void Each_phase_has_its_share_of_the_whole(
        PackageKitStatus status, PackageKitRole role, uint reported, string phase, int percent)
    {
        var now = new ProgressTracker(DebFamily.Instance.Shares, canCancel: true)
            .Next(new PackageKitProgress(status, reported, true, "web;1;amd64;x", 8000, 0, role));
        Assert.Equal((phase, percent, "web"), (now.Phase.ToString(), now.Percent, now.Package));
        Assert.Equal(phase == "Downloading" ? 1000 : null, now.BytesPerSecond);
    }

    private static PackageKitPackage Row(PackageKitInfo info, PackageKitInfo severity) =>
        new(info, severity, PackageId.Parse("web;1:2;amd64;debian-stable-main"), "a server");

    private static PackageKitUpdateDetail Detail(PackageKitRestart restart = PackageKitRestart.None, string text = "", string issued = "",
        string updated = "", string changelog = "") =>
        new(PackageId.Parse("web;1;amd64;x"), [], [], [], [], [], restart, text, changelog, PackageKitUpdateState.Unknown, issued, updated);
}
