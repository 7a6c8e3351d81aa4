using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Audit;

/// <summary>Whether every entry of the audit log is on the disk.</summary>
internal sealed class AuditWritingCheck(Func<string?> problem) : ICheck
{
    public const string Name = "audit-log";

    public string Id => Name;

    public object? Mark => problem();

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(
        problem() is { } told ? CheckResult.Warn(Name, "not complete", told, "look at the directory of logging.file_path and its free space") : CheckResult.Ok(Name, "written"));
}
