using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>Whether the manager's repository is set up, and how long its key lasts. Absent without a manager.</summary>
internal sealed class ManagerRepositoryMetrics(RepositoryView view) : IMetricSource
{
    public void Write(MetricsWriter writer)
    {
        if (view.Now() is not { Record: not null } status)
        {
            return;
        }
        writer.Gauge("manager_repository_synced", "1 while the manager's repository is set up as the manager says.")
            .Sample(status.IsSynced == true ? 1 : 0);
        if (status.KeyUntil is { } until)
        {
            writer.Gauge("manager_repository_key_expires_timestamp_seconds", "When the key of the manager's repository expires.")
                .Sample(until.ToUnixTimeSeconds());
        }
    }
}
