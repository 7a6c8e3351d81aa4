using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Reports each file of the agent's state that was not read, not written or understood in part.</summary>
/// <param name="notices">Sentences that name the file; the job journal and the audit log have checks of their own.</param>
internal sealed class StateFilesCheck(Func<IReadOnlyList<string>> notices) : ICheck
{
    public const string Name = "state-files";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(notices()));

    public static CheckResult Judge(IReadOnlyList<string> notices) => notices.Count == 0
        ? CheckResult.Ok(Name, "read and written")
        : CheckResult.Warn(
            Name, "not all of them are read, written and understood", string.Join("; ", notices),
            "give the files to the agent's user and mend their file system; lines of a newer version need that version") with
        { Reasons = notices };
}
