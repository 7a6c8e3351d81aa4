namespace LinuxPatchApi.Pki;

internal enum CertificateUse
{
    /// <summary>The agent: extended key usage serverAuth.</summary>
    Server,

    /// <summary>Whoever calls it: extended key usage clientAuth.</summary>
    Client,
}
