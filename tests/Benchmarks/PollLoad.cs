using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace LinuxPatchApi.Benchmarks;

/// <summary>
/// Visits hosts as a manager does: a bounded number at once, each host for its health several times, then once for its patches, and again.
/// Without a rate the visits follow each other as fast as they can; with one each has a moment that is fixed in advance, and its latency
/// counts from then.
/// </summary>
/// <param name="Hosts">All of them in the order of their visits.</param>
/// <param name="PkiDirectory">See <see cref="Target"/>.</param>
/// <param name="KeepsConnections">One connection to each host that stays, instead of one for each visit.</param>
/// <param name="Rate">Visits a second; 0 is as fast as possible.</param>
/// <param name="Cycles">How often each host is asked for its patches.</param>
internal sealed record PollLoad(IReadOnlyList<IPEndPoint> Hosts, string PkiDirectory, bool KeepsConnections, int Rate, int Cycles)
{
    /// <summary>Visits at once. Origin: the manager's.</summary>
    private const int AtOnce = 64;

    /// <summary>Visits for health to one for patches. Origin: the manager's 300 s and 1 800 s.</summary>
    private const int HealthsAPatches = 6;

    private readonly PollTarget _target = new(PkiDirectory);
    private readonly PollConnection?[] _kept = new PollConnection?[Hosts.Count];
    private readonly SemaphoreSlim[] _turns = [.. Hosts.Select(_ => new SemaphoreSlim(1))];

    /// <summary>
    /// Prints "ready" after visits that are not counted, waits for a line on standard input, prints the figures, waits once more with its
    /// connections, if it keeps them, open, and ends.
    /// </summary>
    public async Task RunAsync()
    {
        // Our own start and the compiler's work are not a manager's.
        await VisitAllAsync((1 + HealthsAPatches) * Hosts.Count, rate: 0);
        Console.WriteLine("ready");
        Console.ReadLine();
        var watch = Stopwatch.StartNew();
        var milliseconds = await VisitAllAsync(Cycles * (1 + HealthsAPatches) * Hosts.Count, Rate);
        var elapsed = watch.Elapsed;
        Array.Sort(milliseconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"visits\": {milliseconds.Length}, \"seconds\": {elapsed.TotalSeconds:F3}, "
            + $"\"median_ms\": {At(milliseconds, 0.5):F3}, \"p99_ms\": {At(milliseconds, 0.99):F3}}}"));
        Console.ReadLine();
        foreach (var connection in _kept)
        {
            connection?.Dispose();
        }
    }

    /// <summary>Latencies in milliseconds.</summary>
    private async Task<double[]> VisitAllAsync(int count, int rate)
    {
        var milliseconds = new double[count];
        var next = -1;
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, Hosts.Count)).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var due = rate == 0 ? Stopwatch.GetElapsedTime(begin) : TimeSpan.FromSeconds((double)i / rate);
                if (due - Stopwatch.GetElapsedTime(begin) is var early && early > TimeSpan.Zero)
                {
                    // Coarse: timers are late by up to a millisecond or so, which is then not the host's.
                    await Task.Delay(early);
                    due = Stopwatch.GetElapsedTime(begin);
                }

                var turn = i / Hosts.Count % (1 + HealthsAPatches);
                await VisitAsync(i % Hosts.Count, turn < HealthsAPatches ? PollConnection.Health : PollConnection.Patches);
                milliseconds[i] = (Stopwatch.GetElapsedTime(begin) - due).TotalMilliseconds;
            }
        }));
        return milliseconds;
    }

    private async Task VisitAsync(int host, ReadOnlyMemory<byte> request)
    {
        if (!KeepsConnections)
        {
            using var connection = await PollConnection.OpenAsync(Hosts[host], _target);
            await connection.QueryAsync(request);
            return;
        }

        // A host that is slow may be visited again before it has answered.
        await _turns[host].WaitAsync();
        try
        {
            _kept[host] ??= await PollConnection.OpenAsync(Hosts[host], _target);
            await _kept[host]!.QueryAsync(request);
        }
        finally
        {
            _turns[host].Release();
        }
    }

    private static double At(double[] sorted, double quantile) => sorted[(int)(quantile * (sorted.Length - 1))];
}
