namespace LinuxPatchApi.Access;

internal interface IHostResolver
{
    /// <summary>All addresses of both families. A failure is an answer, not an exception.</summary>
    Task<HostAnswer> ResolveAsync(string name, CancellationToken cancellation);
}
