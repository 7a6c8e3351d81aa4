using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// Whether a record that could be read has the shape that the agent counts on. The serializer gives null for what a record of another release
/// does not have, whatever the model says, and looks at no element of a list. Pure.
/// </summary>
internal static class RecordShape
{
    /// <summary>The job with what a record of a former release may lack; null when it lacks more than that.</summary>
    public static Job? Completed(Job? job) => job is null ? null : IsWhole(job = WithDefaults(job)) ? job : null;

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

    private static bool IsWhole(Job job) =>
        job.RequestedBy is { Subject: not null, Serial: not null, Address: not null }
        && (job.Idempotency is null || IsWhole(job.Idempotency))
        && (job.Answers ?? []).All(a => a is { Tag: { } tag, Data: not null } && IsWhole(tag))
        && job.Changes.All(IsWhole)
        && (job.Restarted ?? []).All(r => r is { Unit: not null })
        && HasNoGap(job.Packages) && HasNoGap(job.Automatic) && HasNoGap(job.Logs) && HasNoGap(job.Warnings)
        && (job.Reboot is null || IsWhole(job.Reboot))
        && job.Request.IsWhole();

    private static bool IsWhole(IdempotencyTag tag) => tag is { Key: not null, Digest: not null };

    private static bool IsWhole(RebootProof proof) =>
        proof is { BootIdBefore: not null, KernelBefore: not null } && HasNoGap(proof.FailedBefore ?? []) && HasNoGap(proof.NewlyFailed ?? []);

    public static bool IsWhole(PackageChange? change) => change is { Name: not null, Architecture: not null };

    public static bool IsWhole(PackageSpec? spec) => spec is { Name: not null };

    public static bool HasNoGap(IReadOnlyList<string> texts) => texts.All(text => text is not null);
}
