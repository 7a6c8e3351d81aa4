using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Jobs.Checks;

/// <summary>Checks that the job journal can be written and that every record of it was understood.</summary>
internal sealed class JournalCheck(JobStore store) : ICheck
{
    public const string Name = "job-journal";

    public string Id => Name;

    public object? Mark => (store.StorageProblem, store.Replaced);

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(store.StorageProblem, store.Notice));

    /// <param name="problem">Why the last write failed; null when it succeeded.</param>
    /// <param name="notice">Which part of the journal is lost, was quarantined or is not understood; null when none.</param>
    public static CheckResult Judge(string? problem, string? notice) =>
        problem is not null ? CheckResult.Fail(Name, "not written", problem, "free space on the file system of jobs.storage_path")
        : notice is not null ? CheckResult.Warn(
            Name, "not all of it is understood", notice, "inspect the journal and the files beside it, then remove the quarantined ones")
        : CheckResult.Ok(Name, "written and read");
}
