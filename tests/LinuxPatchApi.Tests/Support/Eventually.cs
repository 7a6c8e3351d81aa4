using System.Diagnostics;

namespace LinuxPatchApi.Tests.Support;

/// <summary>Waits for what another thread is about to do; fails when it does not.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"in vain waited for: {what}");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// The same, with a nudge at the beginning and every second of real time: a fake clock that runs on all the time would end each request
    /// at its deadline, before a busy machine has carried it out.
    /// </summary>
    public static async Task NudgedAsync(Func<bool> condition, Action nudge, string what)
    {
        var nudged = long.MinValue;
        await TrueAsync(
            () =>
            {
                if (nudged == long.MinValue || Stopwatch.GetElapsedTime(nudged) > TimeSpan.FromSeconds(1))
                {
                    nudge();
                    nudged = Stopwatch.GetTimestamp();
                }

                return condition();
            },
            what);
    }

    public static Task<T> SoonAsync<T>(Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task SoonAsync(Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
