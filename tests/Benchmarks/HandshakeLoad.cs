using System.Diagnostics;
using System.Globalization;

namespace LinuxPatchApi.Benchmarks;

/// <summary>Full handshakes, a given number of them in flight; each connection asks once, so that the server has finished its side.</summary>
internal static class HandshakeLoad
{
    public static async Task RunAsync(Target target, int count, int inFlight)
    {
        var left = count;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var connection = await Connection.OpenAsync(target);
                await connection.GetHealthAsync();
            }
        }));
        Console.WriteLine($"{{\"count\": {count}, \"milliseconds\": {watch.Elapsed.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture)}}}");
    }
}
