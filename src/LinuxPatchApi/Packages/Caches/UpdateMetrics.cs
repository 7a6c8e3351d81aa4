using LinuxPatchApi.Metrics;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>The offered updates by what keeps them out, in the words of the list.</summary>
internal sealed class UpdateMetrics(UpdateCache patches) : IMetricSource
{
    public void Write(MetricsWriter writer)
    {
        if (patches.Latest is { } known)
        {
            Write(writer, known.Updates);
        }
    }

    /// <summary>Pure.</summary>
    public static void Write(MetricsWriter writer, IReadOnlyList<UpdateCandidate> updates)
    {
        Family(writer, updates, "updates_blocked", "Updates that the host lacks, by what keeps them out; none: they can go in.");
        Family(writer, [.. updates.Where(u => u.Security)], "security_updates_blocked", "Security updates that the host lacks, by what keeps them out; none: they can go in.");
    }

    private static void Family(MetricsWriter writer, IReadOnlyList<UpdateCandidate> updates, string name, string help)
    {
        writer.Gauge(name, help).Sample("reason", "none", updates.Count(u => u.Blocked is null));
        foreach (var kind in Enum.GetValues<BlockKind>())
        {
            writer.Sample("reason", Blocked.WordOf(kind), updates.Count(u => u.Blocked?.Kind == kind));
        }
    }
}
