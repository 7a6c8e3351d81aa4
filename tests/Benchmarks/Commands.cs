using System.Globalization;
using System.Net;

namespace LinuxPatchApi.Benchmarks;

/// <summary>
/// The verbs of the load generator. Each prints one line of JSON and ends with 0, or says on standard error what went wrong and ends
/// with 1.
/// </summary>
internal static class Commands
{
    private const string Usage = """
        LoadGenerator handshakes  HOST:PORT PKI-DIRECTORY COUNT IN-FLIGHT      one connection, one request each
        LoadGenerator requests    HOST:PORT PKI-DIRECTORY COUNT CONNECTIONS    keep-alive GET /health, one at a time on each connection
        LoadGenerator first       HOST:PORT PKI-DIRECTORY WARM-HOST:PORT       warm up on WARM, print "warm", wait for a line on standard
                                                                               input, then time until the first answer of HOST
        LoadGenerator latency     HOST:PORT PKI-DIRECTORY RATE CONNECTIONS SECONDS   requests at moments fixed in advance, so many a second
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length < 4)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 64;
        }

        if (args[0] == "poll" && args.Length > 5)
        {
            IReadOnlyList<IPEndPoint> hosts = [.. File.ReadLines(args[1]).Select(IPEndPoint.Parse)];
            await new PollLoad(hosts, args[2], args[3] == "kept", Number(args[4]), Number(args[5])).RunAsync();
            return 0;
        }

        var server = new Target(IPEndPoint.Parse(args[1]), args[2]);
        switch (args[0])
        {
            case "handshakes":
                await HandshakeLoad.RunAsync(server, Number(args[3]), Number(args[4]));
                break;
            case "requests":
                await RequestLoad.RunAsync(server, Number(args[3]), Number(args[4]));
                break;
            case "first":
                await FirstAnswer.RunAsync(server, server with { Address = IPEndPoint.Parse(args[3]) });
                break;
            case "latency" when args.Length > 5:
                LatencyLoad.Run(server, Number(args[3]), Number(args[4]), TimeSpan.FromSeconds(Number(args[5])));
                break;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 64;
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
