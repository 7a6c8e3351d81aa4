using System.Diagnostics;
using System.Globalization;

namespace LinuxPatchApi.Benchmarks;

/// <summary>
/// Latency at a fixed rate, open-loop: the moments at which requests are due are fixed in advance, with the random gaps that many clients
/// who know nothing of each other make, and a request's latency counts from the moment at which it was due. One that has to wait because
/// its connection is still busy is as late as its client would have seen it.
/// </summary>
internal static class LatencyLoad
{
    /// <summary>Requests before the measured ones, so that our own code is compiled by then.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>The same schedule for every server.</summary>
    private const int Seed = 20;

    public static void Run(Target target, int rate, int connections, TimeSpan length)
    {
        var open = Enumerable.Range(0, connections).Select(index => Connection.Open(target, index)).ToArray();
        var schedules = Schedules(rate, connections, WarmUp + length);
        GC.Collect();
        // A little later, so that every thread is there by then.
        var start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 20);
        var latencies = new List<double>[connections];
        var threads = Enumerable.Range(0, connections)
            .Select(index => new Thread(() => latencies[index] = Follow(open[index], schedules[index], start), 256 * 1024))
            .ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Array.ForEach(open, connection => connection.Dispose());
        Print(latencies.SelectMany(values => values).Order().ToArray());
    }

    /// <summary>For each connection, when its requests are due after the start.</summary>
    private static List<TimeSpan>[] Schedules(int rate, int connections, TimeSpan length)
    {
        var random = new Random(Seed);
        var schedules = Enumerable.Range(0, connections).Select(_ => new List<TimeSpan>()).ToArray();
        var due = TimeSpan.Zero;
        for (var i = 0; due < length; i++)
        {
            schedules[i % connections].Add(due);
            due += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / rate);
        }

        return schedules;
    }

    /// <summary>Microseconds from due to answered, of the requests after the warm-up.</summary>
    private static List<double> Follow(Connection connection, List<TimeSpan> schedule, long start)
    {
        var latencies = new List<double>(schedule.Count);
        PreciseSleep.SharpenThread();
        foreach (var offset in schedule)
        {
            var due = start + (long)(offset.TotalSeconds * Stopwatch.Frequency);
            PreciseSleep.Until(due);
            connection.GetHealth();
            if (offset >= WarmUp)
            {
                latencies.Add(Stopwatch.GetElapsedTime(due).TotalMicroseconds);
            }
        }

        return latencies;
    }

    private static void Print(double[] sorted)
    {
        string At(double part)
        {
            var value = sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
            return value.ToString("F0", CultureInfo.InvariantCulture);
        }

        Console.WriteLine($"{{\"count\": {sorted.Length}, "
            + $"\"p50_us\": {At(0.5)}, \"p99_us\": {At(0.99)}, \"p999_us\": {At(0.999)}, \"max_us\": {At(1)}}}");
    }
}
