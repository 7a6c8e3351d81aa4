namespace LinuxPatchApi.Http.Messages;

/// <summary>A request body, or why there is none.</summary>
/// <param name="Outcome">
/// When it is not <see cref="BodyOutcome.Complete"/>, the handler must return at once; the server answers with the fault and closes, and
/// drops what the handler wrote to the response.
/// </param>
/// <param name="Bytes">The body; valid until the handler returns. Empty unless complete.</param>
public readonly record struct BodyResult(BodyOutcome Outcome, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>True when the complete body was read.</summary>
    public bool IsComplete => Outcome == BodyOutcome.Complete;
}
