namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// A moment on the account of elapsed time, as it is kept in records. Not a wall clock: the account counts from an origin of its own.
/// </summary>
/// <param name="On">Milliseconds of the account.</param>
/// <param name="Uptime">Milliseconds of the host's monotonic clock at that moment, which tell the next run how much time has passed since.</param>
internal sealed record ClockMark(long On, long Uptime);
