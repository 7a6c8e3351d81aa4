using System.Globalization;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Metrics;

/// <summary>
/// What client libraries of Prometheus write about their process, from the files of /proc/self. Values that cannot be read are absent.
/// </summary>
internal sealed class ProcessMetrics(string directory, DateTimeOffset startedAt) : IMetricSource
{
    /// <summary>USER_HZ, the unit of times in proc_pid_stat(5).</summary>
    private const double TicksPerSecond = 100;

    public void Write(MetricsWriter writer)
    {
        Write(writer, Read("stat"), Read("limits"), OpenDescriptors(), Environment.SystemPageSize);
        writer.Common("process_start_time_seconds", "gauge", "When the agent started.").Sample(startedAt.ToUnixTimeSeconds());
    }

    /// <param name="stat">proc_pid_stat(5); null when it is unreadable, like the others.</param>
    /// <param name="limits">proc_pid_limits(5).</param>
    /// <remarks>Pure.</remarks>
    public static void Write(MetricsWriter writer, string? stat, string? limits, int? openDescriptors, int pageSize)
    {
        // What follows the name, which may contain anything: the third field is the first.
        var fields = stat is null ? [] : stat[(stat.LastIndexOf(')') + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (Number(fields, 14) is { } user && Number(fields, 15) is { } system)
        {
            writer.Common("process_cpu_seconds_total", "counter", "CPU time that the agent used.").Sample((user + system) / TicksPerSecond);
        }

        if (Number(fields, 20) is { } threads)
        {
            writer.Common("process_threads", "gauge", "Threads of the agent.").Sample(threads);
        }

        if (Number(fields, 23) is { } size)
        {
            writer.Common("process_virtual_memory_bytes", "gauge", "Address space of the agent.").Sample(size);
        }

        if (Number(fields, 24) is { } pages)
        {
            writer.Common("process_resident_memory_bytes", "gauge", "Memory of the agent that is resident.").Sample(pages * pageSize);
        }

        if (openDescriptors is { } open)
        {
            writer.Common("process_open_fds", "gauge", "Open file descriptors of the agent.").Sample(open);
        }

        if (MostDescriptors(limits) is { } most)
        {
            writer.Common("process_max_fds", "gauge", "Most file descriptors that the agent may open.").Sample(most);
        }
    }

    /// <param name="number">As proc_pid_stat(5) counts: the first field after the name is 3.</param>
    private static long? Number(string[] fields, int number) =>
        number - 3 < fields.Length && long.TryParse(fields[number - 3], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>The soft limit; null when there is none.</summary>
    private static long? MostDescriptors(string? limits)
    {
        const string Name = "Max open files";
        var at = limits?.IndexOf(Name, StringComparison.Ordinal) ?? -1;
        return at >= 0 && limits![(at + Name.Length)..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
    }

    private string? Read(string name)
    {
        try
        {
            return RegularFile.ReadAllText(Path.Combine(directory, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private int? OpenDescriptors()
    {
        try
        {
            // One of them is that of this listing.
            return Directory.EnumerateFileSystemEntries(Path.Combine(directory, "fd")).Count() - 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
