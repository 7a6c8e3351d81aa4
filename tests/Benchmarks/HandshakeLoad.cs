using System.Diagnostics;

namespace LinuxPatchApi.Benchmarks;

/// <summary>
/// Full handshakes, a given number of them in flight; each connection asks once, so that the server has finished its side. The first tenth
/// is there to get our own code compiled: "ready" is printed after it and a line on standard input awaited. The rest is what is counted.
/// </summary>
internal static class HandshakeLoad
{
    public static async Task RunAsync(Target target, int count, int inFlight)
    {
        await MakeAsync(target, count / 10, inFlight);
        Console.WriteLine("ready");
        Console.ReadLine();

        var counted = count - (count / 10);
        var watch = Stopwatch.StartNew();
        await MakeAsync(target, counted, inFlight);
        Json.Print(counted, watch.Elapsed);
    }

    private static Task MakeAsync(Target target, int count, int inFlight)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var connection = await Connection.OpenAsync(target);
                await connection.GetHealthAsync();
            }
        }));
    }
}
