using LinuxPatchApi.Checks;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>Checks that the manager's repository is set up as the manager says, and how long its key lasts.</summary>
internal sealed class ManagerRepositoryCheck(RepositoryView view, TimeProvider time) : ICheck
{
    public const string Name = "manager-repository";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(view.Now() is { } status ? Judge(status, time.GetUtcNow()) : null);

    /// <summary>Pure.</summary>
    public static CheckResult Judge(RepositoryStatus status, DateTimeOffset now)
    {
        if (status.Record is not { } record)
        {
            return CheckResult.NotTested(Name, "the manager was not asked for its repository yet");
        }
        if (record.HasNone && status.Left.Count > 0)
        {
            // The package manager uses it still, and the agent deletes nothing that an administrator may have come to rely on.
            return CheckResult.Warn(Name, "withdrawn",
                $"the manager's repository is withdrawn, and what was set up of it is still in place ({record.Reason})",
                $"delete {string.Join(" and ", status.Left)}; the agent sets it up again when the manager has it again");
        }
        if (record.Trouble == RepositoryTrouble.NoneForHost)
        {
            // Nothing on this host is wrong, so health does not say it.
            return CheckResult.Warn(Name, "not set up", $"the manager's repository is not set up: {record.Reason}",
                "updates of the agent must come from another repository; enrollment.repository: false ends this warning") with
            {
                Reasons = [],
            };
        }
        if (status is { IsInPlace: true, Index.Refusal: { } refusal })
        {
            return CheckResult.Warn(Name, "not accepted",
                $"the package manager does not accept the signature of the manager's repository: {refusal}",
                "have the manager send the key by which its repository is signed, or sign the repository with the key that the manager "
                + "sends; the agent asks daily, and the next refresh of the indexes shows it");
        }
        if (status.IsSynced != true)
        {
            return record.Trouble switch
            {
                RepositoryTrouble.Refused => CheckResult.Warn(Name, "refused",
                    $"the manager's repository configuration is refused, and nothing of it was written: {record.Reason}",
                    "have it corrected in the manager; a repository on another host needs enrollment.repository_host"),
                RepositoryTrouble.Unreachable => CheckResult.Warn(Name, "not set up",
                    $"the manager's repository is not set up, because the manager gives no answer: {record.Reason}",
                    "see the reason; the agent tries again by itself"),
                RepositoryTrouble.NotWritten => CheckResult.Warn(Name, "not written",
                    $"the manager's repository could not be written: {record.Reason}", "see the reason; the agent tries again by itself"),
                RepositoryTrouble.Unread => NotRead([]),
                _ when status is { IsInPlace: true, Index: { IsOnHost: false, Messages: var said } } => NotRead(said),
                _ => CheckResult.Warn(Name, "taken away",
                    "the line or the key of the manager's repository is not what the manager says any more",
                    "restart the agent, which writes both again; enrollment.repository: false leaves them to you"),
            };
        }
        var (seen, until) = ($"set up at {UtcText.Of(status.SyncedAt!.Value)}, key {status.Key}", status.KeyUntil);
        var keyStatus = status.KeyStatusAt(now);
        const string Renew = "have the key renewed in the manager; the agent fetches it daily";
        return keyStatus == KeyStatus.Revoked
                ? CheckResult.Warn(Name, seen, "the key of the manager's repository is revoked by its owner", Renew)
            : keyStatus == KeyStatus.Expired
                ? CheckResult.Warn(Name, seen, $"the key of the manager's repository expired at {UtcText.Of(until!.Value)}", Renew)
            : until - now <= RepositoryLimits.KeyWarning
                ? CheckResult.Warn(Name, seen, $"the key of the manager's repository expires at {UtcText.Of(until!.Value)}", Renew)
            : now - status.SyncedAt.Value > RepositoryLimits.Late
                ? CheckResult.Warn(Name, seen,
                    $"the manager has not confirmed its repository since {UtcText.Of(status.SyncedAt.Value)}: {record.Reason}",
                    "see the reason; the agent tries again by itself")
                with
                { Reasons = [] }
            : CheckResult.Ok(Name, until is { } end ? $"{seen}, until {UtcText.Of(end)}" : seen);
    }

    /// <param name="said">The package manager's words. Without any it is just being asked to read it, which health does not say.</param>
    private static CheckResult NotRead(IReadOnlyList<string> said)
    {
        var result = CheckResult.Warn(Name, "not read",
            said is [var first, ..]
                ? $"the manager's repository is set up, but the package manager could not read it: {first}"
                : "the manager's repository is set up, but the package manager has not read it yet",
            "see the check repositories; every refresh of the indexes reads it");
        return said.Count > 0 ? result : result with { Reasons = [] };
    }
}
