namespace LinuxPatchApi.Pki.Bundles;

/// <summary>
/// The certificate files of one host, in PEM: what the agent serves with, and nothing of the CA's key.
/// </summary>
/// <param name="RevocationList">Null when the CA has none.</param>
internal sealed record HostFiles(byte[] Authorities, byte[] Certificate, byte[] Key, byte[]? RevocationList)
{
    private const string AuthoritiesName = "ca.pem";
    private const string CertificateName = "server.pem";
    private const string KeyName = "server.key.pem";
    private const string RevocationListName = "crl.pem";

    /// <summary>One file for one host, with the names that the files have there.</summary>
    public byte[] ToArchive(DateTimeOffset time)
    {
        TarFile[] files = [new(AuthoritiesName, Authorities, false), new(CertificateName, Certificate, false), new(KeyName, Key, true)];
        return TarArchive.Write(RevocationList is null ? files : [.. files, new(RevocationListName, RevocationList, false)], time);
    }

    /// <summary>Returns the files, or a clause that says why the archive is no bundle of a host.</summary>
    public static (HostFiles? Files, string? Problem) FromArchive(ReadOnlySpan<byte> archive)
    {
        var (files, problem) = TarArchive.Read(archive);
        if (problem is not null)
        {
            return (null, problem);
        }
        if (files.FirstOrDefault(f => f.Name is not (AuthoritiesName or CertificateName or KeyName or RevocationListName)) is { } other)
        {
            return (null, $"it holds {other.Name}, which is no file of a host"
                + (other.Name.StartsWith("client", StringComparison.Ordinal) ? " (is this the bundle of a client?)" : ""));
        }
        byte[]? Of(string name) => files.FirstOrDefault(f => f.Name == name)?.Content;
        return Of(AuthoritiesName) is { } authorities && Of(CertificateName) is { } certificate && Of(KeyName) is { } key
            ? (new HostFiles(authorities, certificate, key, Of(RevocationListName)), null)
            : (null, $"it lacks one of {AuthoritiesName}, {CertificateName} and {KeyName}");
    }
}
