namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// The lists on disk. <paramref name="File"/> is the operator's file (<c>tls.crl_path</c>), <paramref name="Copy"/> the agent's copy of its
/// last download.
/// </summary>
internal sealed record CrlSources(CrlState File, CrlState Copy)
{
    public IEnumerable<IssuerRevocations> Lists => File.Lists.Concat(Copy.Lists);
}
