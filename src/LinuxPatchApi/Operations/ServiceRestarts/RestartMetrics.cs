using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>Counts what runs replaced code, as last scanned. Waits for no scan.</summary>
internal sealed class RestartMetrics(RestartCache cache) : IMetricSource
{
    public void Write(MetricsWriter writer)
    {
        if (cache.Latest(RestartLimits.MetricsAge) is { } known)
        {
            Write(writer, known.Scan);
        }
    }

    /// <summary>Pure.</summary>
    public static void Write(MetricsWriter writer, RestartScan scan)
    {
        writer.Gauge("restarts_needed", "What runs replaced code until it is restarted, by kind; service: units that a job can restart.");
        for (var kind = PlaceKind.Service; kind <= PlaceKind.Other; kind++)
        {
            writer.Sample("kind", PlaceKinds.WireName(kind), scan.Groups.Count(g => g.Kind == kind));
        }

        writer.Gauge("restarts_unreadable_processes", "Processes that the scan could not read, so nothing is known about them.")
            .Sample(scan.Unreadable);
        writer.Gauge("restarts_scanned_timestamp_seconds", "When the processes were scanned.").Sample(scan.GeneratedAt.ToUnixTimeSeconds());
    }
}
