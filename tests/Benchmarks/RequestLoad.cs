using System.Diagnostics;

namespace LinuxPatchApi.Benchmarks;

/// <summary>
/// Keep-alive requests on a given number of connections. The handshakes come first: "ready" is printed after them and a line on standard
/// input awaited, so that the server's cost can be read at that point.
/// </summary>
internal static class RequestLoad
{
    public static async Task RunAsync(Target target, int count, int connections)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Connection.OpenAsync(target)));
        await Task.WhenAll(open.Select(connection => connection.GetHealthAsync()));
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
        Console.WriteLine($"{{\"count\": {count}, \"milliseconds\": {watch.ElapsedMilliseconds}}}");
        Console.ReadLine();
        foreach (var connection in open)
        {
            connection.Dispose();
        }
    }
}
