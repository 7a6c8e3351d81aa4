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

    public static Task<T> SoonAsync<T>(Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task SoonAsync(Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
