namespace LinuxPatchApi.Http.Messages;

/// <summary>The source of a request's body.</summary>
internal interface IRequestBody
{
    /// <summary>Reads the complete body; a second call returns the same result.</summary>
    ValueTask<BodyResult> ReadAllAsync(CancellationToken cancellationToken);
}
