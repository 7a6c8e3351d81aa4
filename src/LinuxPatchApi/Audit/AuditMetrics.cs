using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Audit;

/// <summary>Whether the audit log has everything.</summary>
internal sealed class AuditMetrics(AuditLog audit) : IMetricSource
{
    public void Write(MetricsWriter writer) =>
        writer.Counter("audit_entries_lost_total", "Audit entries that could not be written.").Sample(audit.Lost);
}
