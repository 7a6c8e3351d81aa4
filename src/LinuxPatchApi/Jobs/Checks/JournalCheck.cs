using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Jobs.Checks;

/// <summary>Whether the job journal takes everything, and whether all of it was understood.</summary>
internal sealed class JournalCheck(JobStore store) : ICheck
{
    public const string Name = "job-journal";

    public string Id => Name;

    public object? Mark => store.StorageProblem;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(store.StorageProblem, store.Notice));

    /// <param name="problem">Why the last write failed; null while the disk takes everything.</param>
    /// <param name="notice">What of the journal is lost, was put aside or is not understood; null when nothing.</param>
    public static CheckResult Judge(string? problem, string? notice) =>
        problem is not null ? CheckResult.Fail(Name, "not written", problem, "free space on the file system of jobs.storage_path")
        : notice is not null ? CheckResult.Warn(Name, "not all of it is understood", notice, "look at the journal and what lies beside it, then remove what was put aside")
        : CheckResult.Ok(Name, "written and read");
}
