namespace LinuxPatchApi.Http.Bodies;

/// <summary>A request body, or why there is none.</summary>
/// <param name="Outcome">Anything but <see cref="BodyOutcome.Complete"/>: the handler returns at once, the server answers with the fault
/// and closes; what the handler put into the response is dropped.</param>
/// <param name="Bytes">The body; valid until the handler returns. Empty unless complete.</param>
public readonly record struct BodyResult(BodyOutcome Outcome, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>True when the whole body is there.</summary>
    public bool IsComplete => Outcome == BodyOutcome.Complete;
}
