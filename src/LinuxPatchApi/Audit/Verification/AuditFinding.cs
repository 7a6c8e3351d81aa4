namespace LinuxPatchApi.Audit.Verification;

/// <summary>Something seen while the chain was checked.</summary>
/// <param name="line">From 1.</param>
/// <param name="isBreak">The chain does not hold here; false for what the agent itself has told.</param>
internal sealed class AuditFinding(string file, long line, bool isBreak, string text)
{
    public string File => file;

    public long Line => line;

    public bool IsBreak => isBreak;

    public string Text => text;

    public override string ToString() => $"{file}:{line}: {(isBreak ? "" : "note: ")}{text}";
}
