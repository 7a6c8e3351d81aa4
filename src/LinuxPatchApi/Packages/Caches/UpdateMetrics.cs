using LinuxPatchApi.Metrics;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Counts the offered updates by class, origin and what keeps them out, spelled as in the list; the ages of what is known about them.
/// </summary>
internal sealed class UpdateMetrics(UpdateCache patches, Freshness freshness) : IMetricSource
{
    /// <summary>The label of origins beyond <see cref="PackageLimits.MetricOrigins"/>.</summary>
    private const string OtherOrigins = "other";

    public void Write(MetricsWriter writer)
    {
        patches.InvalidateIfChanged();

        if (patches.MetadataRefreshedAt is { } refreshed)
        {
            writer.Gauge("package_lists_refreshed_timestamp_seconds", "When the repositories' lists were last refreshed, by any program.")
                .Sample(refreshed.ToUnixTimeSeconds());
        }

        writer.Gauge("package_lists_refresh_failed", "1 while the last refresh failed, in whole or in part.")
            .Sample(freshness.LastFailure is null ? 0 : 1);
        if (patches.Latest is { } known)
        {
            writer.Gauge("updates_read_timestamp_seconds", "When the offered updates were read.")
                .Sample(known.GeneratedAt.ToUnixTimeSeconds());
            Pending(writer, known.Updates);
            Write(writer, known.Updates);
            Hidden(writer, known);
            Oldest(writer, known);
        }
    }

    /// <summary>Pure.</summary>
    public static void Pending(MetricsWriter writer, IReadOnlyList<UpdateCandidate> updates)
    {
        writer.Gauge("updates_pending", "Updates that the host lacks, by class and repository; held and blocked ones included.");
        var origins = updates.GroupBy(Origin, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(PackageLimits.MetricOrigins).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var group in updates
            .GroupBy(u => (Class: u.Security ? "security" : u.Kind, Origin: origins.Contains(Origin(u)) ? Origin(u) : OtherOrigins))
            .OrderBy(g => g.Key))
        {
            writer.Sample([("class", group.Key.Class), ("origin", group.Key.Origin)], group.Count());
        }
    }

    /// <summary>Pure.</summary>
    public static void Oldest(MetricsWriter writer, UpdatesSnapshot known)
    {
        var dates = known.Updates.Where(u => u.Security).Select(u => known.Details.GetValueOrDefault(u.Id)?.PublishedAt).ToList();
        if (dates.Min() is { } oldest)
        {
            writer.Gauge(
                "oldest_security_update_published_timestamp_seconds", "When the oldest missing security update with a date was published.")
                .Sample(oldest.ToUnixTimeSeconds());
        }

        writer.Gauge("security_updates_undated", "Missing security updates without a known date of publication.")
            .Sample(dates.Count(d => d is null));
    }

    /// <summary>Pure.</summary>
    public static void Write(MetricsWriter writer, IReadOnlyList<UpdateCandidate> updates)
    {
        Family(writer, "updates_blocked", "Updates that the host lacks, by what keeps them out; none: they can go in.", updates);
        Family(
            writer,
            "security_updates_blocked",
            "Security updates that the host lacks, by what keeps them out; none: they can go in.",
            [.. updates.Where(u => u.Security)]);
    }

    /// <summary>Pure.</summary>
    public static void Hidden(MetricsWriter writer, UpdatesSnapshot known) => writer
        .Gauge("updates_hidden", "Packages whose updates, or some of them, a lock or an exclusion hides from the package manager.")
        .Sample(known.Hidden.Count);

    private static string Origin(UpdateCandidate update) => update.Repository is { Length: > 0 } name ? name : "unknown";

    private static void Family(MetricsWriter writer, string name, string help, IReadOnlyList<UpdateCandidate> updates)
    {
        writer.Gauge(name, help).Sample("reason", "none", updates.Count(u => u.Blocked is null));
        foreach (var kind in Enum.GetValues<BlockKind>())
        {
            writer.Sample("reason", Blocked.WireNameOf(kind), updates.Count(u => u.Blocked?.Kind == kind));
        }
    }
}
