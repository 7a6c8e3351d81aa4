using System.Diagnostics;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>Waits for a state of another process that nothing announces. Bounded.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The first value that is as wanted; the last one seen is in the message when it never comes.</summary>
    public static async Task<T> AsWantedAsync<T>(string what, Func<Task<T>> look, Func<T, bool> wanted, int seconds = 60)
    {
        var clock = Stopwatch.StartNew();
        string seen;
        do
        {
            try
            {
                var value = await look();
                if (wanted(value))
                {
                    return value;
                }

                seen = value?.ToString() ?? "null";
            }
            catch (Exception e) when (e is HttpRequestException or IOException or System.Security.Authentication.AuthenticationException)
            {
                seen = e.Message;
            }

            await Task.Delay(Pause);
        }
        while (clock.Elapsed.TotalSeconds < seconds);

        throw new TimeoutException($"{what}: not within {seconds} s; last seen: {seen}");
    }
}
