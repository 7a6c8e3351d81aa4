using LinuxPatchApi.Host;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>Whether and why the host needs a reboot.</summary>
internal sealed class RebootMetrics(RebootService reboots) : IMetricSource
{
    public void Write(MetricsWriter writer) => Write(writer, reboots.Because());

    /// <summary>Pure.</summary>
    public static void Write(MetricsWriter writer, RebootBecause because)
    {
        writer.Gauge("reboot_required", "1 while the host needs a reboot.").Sample(because == default ? 0 : 1);
        writer.Gauge(
            "reboot_required_info",
                "1 for each kind of evidence: the distribution's marker, the package manager's request, a newer kernel.")
            .Sample("reason", "marker", because.Marker ? 1 : 0)
            .Sample("reason", "package_manager", because.Requested ? 1 : 0)
            .Sample("reason", "kernel", because.Kernel ? 1 : 0);
    }
}
