using System.Diagnostics;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.SelfUpdate;

/// <summary>A self-update seen by a client: connections are refused during the change-over.</summary>
internal static class ChangeOver
{
    /// <summary>Follows the job over fresh connections; the longest time without an answer.</summary>
    public static async Task<(JsonElement Job, TimeSpan Longest)> WatchAsync(AgentHost host, string id)
    {
        var (clock, longest, last) = (Stopwatch.StartNew(), TimeSpan.Zero, TimeSpan.Zero);
        while (clock.Elapsed < TimeSpan.FromSeconds(180))
        {
            try
            {
                using var client = host.ClientAs(host.Identity);
                var answer = await client.GetAsync($"/api/v1/jobs/{id}");
                var now = clock.Elapsed;
                (longest, last) = (now - last > longest ? now - last : longest, now);
                if (answer.Expect(200).Data is var job && job.Text("status") is "completed" or "failed" or "cancelled")
                {
                    return (job.Clone(), longest);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                // Refused during the change-over.
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"the job has not ended: {await host.Sandbox.JournalAsync()}");
    }
}
