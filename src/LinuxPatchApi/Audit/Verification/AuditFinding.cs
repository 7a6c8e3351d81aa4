namespace LinuxPatchApi.Audit.Verification;

/// <summary>One finding of the verification.</summary>
/// <param name="line">Line number, from 1.</param>
/// <param name="isBreak">True when the chain does not hold here; false for what the agent itself reported.</param>
internal sealed class AuditFinding(string file, long line, bool isBreak, string text)
{
    public string File => file;

    public long Line => line;

    public bool IsBreak => isBreak;

    public string Text => text;

    public override string ToString() => $"{file}:{line}: {(isBreak ? "" : "note: ")}{text}";
}
