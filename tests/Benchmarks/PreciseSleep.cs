using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.Benchmarks;

/// <summary>Sleeps that end within some microseconds of the moment asked for. Thread.Sleep and Task.Delay know milliseconds only.</summary>
internal static class PreciseSleep
{
    private const int ClockMonotonic = 1;
    private const int TimerAbsolute = 1;
    private const int SetTimerSlack = 29;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The kernel may let a thread sleep 50 µs longer to wake several at once; not this one.</summary>
    public static void SharpenThread() => _ = Control(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Until a moment of <see cref="Stopwatch"/>, whose clock is CLOCK_MONOTONIC here; at once when it has passed.</summary>
    public static void Until(long timestamp)
    {
        var nanoseconds = (long)((Int128)timestamp * NanosecondsPerSecond / Stopwatch.Frequency);
        var moment = new Moment(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond);
        while (Sleep(ClockMonotonic, TimerAbsolute, in moment, 0) != 0)
        {
            // A signal interrupted it; the moment is still the same.
        }
    }

    [DllImport("libc", EntryPoint = "clock_nanosleep")]
    private static extern int Sleep(int clock, int flags, in Moment moment, nint rest);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    /// <summary>struct timespec on 64 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Moment(long Seconds, long Nanoseconds);
}
