using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// Checks that a record has every member that the agent relies on. The serializer returns null for a member that a record of another
/// release lacks, whatever the model says, and checks no element of a list. Pure.
/// </summary>
internal static class RecordShape
{
    /// <summary>Returns the job with defaults for members that previous releases did not write; null when others are missing.</summary>
    public static Job? Validated(Job? job) => job is null ? null : IsComplete(job = WithDefaults(job))
        ? JobTexts.Bounded(job, before: null) : null;

    private static Job WithDefaults(Job job) => job with
    {
        Message = job.Message ?? "",
        Packages = job.Packages ?? [],
        Changes = job.Changes ?? [],
        Automatic = job.Automatic ?? [],
        Logs = job.Logs ?? [],
        Warnings = job.Warnings ?? [],
        Request = job.Request?.WithDefaults()!,
    };

    private static bool IsComplete(Job job) =>
        job.RequestedBy is { Subject: not null, Serial: not null, Address: not null }
        && job.Right is null or { Role: not null, Certificates: not null }
        && HasNoNulls(job.Right?.Certificates ?? [])
        && (job.Idempotency is null || IsComplete(job.Idempotency))
        && (job.Answers ?? []).All(a => a is { Tag: { } tag, Data: not null } && IsComplete(tag))
        && job.Changes.All(IsComplete)
        && (job.Restarted ?? []).All(r => r is { Unit: not null })
        && HasNoNulls(job.Packages) && HasNoNulls(job.Automatic) && HasNoNulls(job.Logs) && HasNoNulls(job.Warnings)
        && (job.Reboot is null || IsComplete(job.Reboot))
        && job.Request.IsComplete();

    private static bool IsComplete(IdempotencyTag tag) => tag is { Key: not null, Digest: not null };

    private static bool IsComplete(RebootProof proof) =>
        proof is { BootIdBefore: not null, KernelBefore: not null } && HasNoNulls(proof.FailedBefore ?? [])
            && HasNoNulls(proof.NewlyFailed ?? []);

    public static bool IsComplete(PackageChange? change) => change is { Name: not null, Architecture: not null };

    public static bool IsComplete(PackageSpec? spec) => spec is { Name: not null };

    public static bool HasNoNulls(IReadOnlyList<string> texts) => texts.All(text => text is not null);
}
