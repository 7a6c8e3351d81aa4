namespace LinuxPatchApi.Audit.Verification;

/// <summary>Something seen while the chain was checked.</summary>
/// <param name="Line">From 1.</param>
/// <param name="IsBreak">The chain does not hold here; false for what the agent itself has told.</param>
internal sealed record AuditFinding(string File, long Line, bool IsBreak, string Text);
