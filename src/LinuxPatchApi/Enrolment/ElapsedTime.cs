namespace LinuxPatchApi.Enrolment;

/// <summary>
/// Counts the time since a token came, whatever the wall clock does: it is set by a day or by years right after a first boot. Continues by
/// what the monotonic clock of the same boot has counted; the time between two boots is not known and does not count, so that nothing is
/// given up too early. Pure.
/// </summary>
internal static class ElapsedTime
{
    /// <summary>Returns the record with the time that has passed since it was last counted.</summary>
    /// <param name="boot">This boot; null when it is not known.</param>
    public static EnrolmentRecord Counted(EnrolmentRecord record, TimeProvider time, string? boot)
    {
        var uptime = (long)time.GetElapsedTime(0).TotalMilliseconds;
        return record with
        {
            Elapsed = record.Elapsed + TimeSpan.FromMilliseconds(record.Uptime is { } from ? Since(from, record.Boot, uptime, boot) : 0),
            Uptime = uptime,
            Boot = boot,
        };
    }

    /// <summary>A monotonic clock behind the one of the record belongs to a later boot.</summary>
    private static long Since(long from, string? then, long uptime, string? boot) =>
        then is not null && boot is not null && then != boot ? 0
        : uptime >= from ? uptime - from
        : uptime;
}
