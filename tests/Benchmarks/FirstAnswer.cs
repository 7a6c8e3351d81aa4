using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace LinuxPatchApi.Benchmarks;

/// <summary>How long a server that is being started takes until its first answer over mutual TLS.</summary>
internal static class FirstAnswer
{
    /// <summary>Connections to the warm server before the clock starts, so that our own start is not measured.</summary>
    private const int WarmUps = 20;

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Target target, Target warm)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            using var connection = await Connection.OpenAsync(warm);
            await connection.GetHealthAsync();
        }

        Console.WriteLine("warm");
        Console.ReadLine();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var connection = await Connection.OpenAsync(target);
                await connection.GetHealthAsync();
                break;
            }
            catch (SocketException) when (watch.Elapsed < GiveUpAfter)
            {
                await Task.Delay(1);
            }
        }

        Console.WriteLine($"{{\"milliseconds\": {watch.Elapsed.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture)}}}");
    }
}
