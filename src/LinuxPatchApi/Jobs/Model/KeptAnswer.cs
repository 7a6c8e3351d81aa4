namespace LinuxPatchApi.Jobs.Model;

/// <summary>The first answer to a request about a job that came with a key: in the record of what was done, so that a crash cannot part them.</summary>
/// <param name="Data">The data of the envelope, as JSON.</param>
internal sealed record KeptAnswer(IdempotencyTag Tag, int Status, string Data, DateTimeOffset At)
{
    /// <summary>When it was given, in milliseconds of the account of elapsed time; null until it is stored, and in records of former versions.</summary>
    public long? On { get; init; }
}
