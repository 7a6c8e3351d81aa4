using LinuxPatchApi.Checks;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Audit;

/// <summary>Counts lost entries of the audit log.</summary>
internal sealed class AuditMetrics(AuditLog audit) : IMetricSource
{
    public void Write(MetricsWriter writer) =>
        writer.Counter("audit_entries_lost_total", "Audit entries that could not be written.").Sample(audit.Lost);
}

/// <summary>Checks that every entry of the audit log was written.</summary>
/// <param name="problem">Returns what is wrong, as a sentence; null when nothing is.</param>
internal sealed class AuditWritingCheck(Func<string?> problem) : ICheck
{
    public const string Name = "audit-log";

    public string Id => Name;

    public object? Mark => problem();

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(
        problem() is { } text
            ? CheckResult.Warn(Name, "not complete", text, "look at the directory of logging.file_path and its free space")
            : CheckResult.Ok(Name, "written"));
}
