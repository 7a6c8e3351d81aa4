namespace LinuxPatchApi.Http.Bodies;

/// <summary>Where a request's body comes from.</summary>
internal interface IRequestBody
{
    /// <summary>Reads all of it; a second call returns the same result.</summary>
    ValueTask<BodyResult> ReadAllAsync(CancellationToken cancellationToken);
}
