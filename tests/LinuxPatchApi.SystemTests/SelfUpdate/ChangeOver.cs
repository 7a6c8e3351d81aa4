using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.SelfUpdate;

/// <summary>A self-update seen by a client with a fresh connection for each question.</summary>
/// <param name="Job">As it ended.</param>
/// <param name="Longest">The longest time without an answer.</param>
/// <param name="Refused">Connections that were refused: the agent does not listen.</param>
/// <param name="Cut">What became of the connections that were neither answered nor refused, each in its own words.</param>
internal sealed record ChangeOver(JsonElement Job, TimeSpan Longest, int Refused, IReadOnlyList<string> Cut)
{
    /// <summary>Origin: the guard's deadline in the tests, five attempts to restore, and a loaded machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    /// <summary>
    /// Follows the job to its end. Connections are refused during the change-over, never half-answered: beyond that one at most may be cut
    /// each time that a listening agent is stopped, the one that is open at that moment.
    /// </summary>
    /// <param name="stops">How often an agent that listens is stopped or killed.</param>
    public static async Task<ChangeOver> WatchAsync(AgentHost host, string id, int stops = 1)
    {
        var (clock, longest, last) = (Stopwatch.StartNew(), TimeSpan.Zero, TimeSpan.Zero);
        var (refused, cut) = (0, new List<string>());
        while (clock.Elapsed < Limit)
        {
            try
            {
                using var client = host.ClientAs(host.Identity);
                var answer = await client.GetAsync($"/api/v1/jobs/{id}");
                var now = clock.Elapsed;
                (longest, last) = (now - last > longest ? now - last : longest, now);
                if (answer.Expect(200).Data is var job && job.Text("status") is "completed" or "failed" or "cancelled")
                {
                    Assert.True(cut.Count <= stops, $"{cut.Count} connections were cut, {refused} refused: {string.Join("; ", cut)}");
                    return new ChangeOver(job.Clone(), longest, refused, cut);
                }
            }
            catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                refused++;
            }
            catch (TaskCanceledException)
            {
                // Slow, which the longest time without an answer tells; not cut.
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                cut.Add($"after {clock.Elapsed.TotalSeconds:0.0} s: {e.Message} {e.InnerException?.Message}");
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"the job has not ended: {await host.Sandbox.JournalAsync()}");
    }
}
