using System.Diagnostics;

namespace LinuxPatchApi.Benchmarks;

/// <summary>
/// Keep-alive requests on a given number of connections. The handshakes come first: "ready" is printed after them and a line on standard
/// input awaited, so that the server's cost can be read at that point.
/// </summary>
internal static class RequestLoad
{
    /// <summary>As a browser or a poller would not, hundreds of handshakes at once are a flood; servers are right to close some.</summary>
    private const int HandshakesInFlight = 32;

    public static async Task RunAsync(Target target, int count, int connections)
    {
        var open = await OpenAllAsync(target, connections);
        Console.WriteLine("ready");
        Console.ReadLine();

        var left = count;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(open.Select(async connection =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await connection.GetHealthAsync();
            }
        }));
        Json.Print(count, watch.Elapsed);
        Console.ReadLine();
        foreach (var connection in open)
        {
            connection.Dispose();
        }
    }

    private static async Task<Connection[]> OpenAllAsync(Target target, int connections)
    {
        var open = new Connection[connections];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(HandshakesInFlight, connections)).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var index && index < connections)
            {
                open[index] = await Connection.OpenAsync(target, index);
                await open[index].GetHealthAsync();
            }
        }));
        return open;
    }
}
