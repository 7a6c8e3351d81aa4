using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Access.Roles;

/// <summary>What of a client's certificate gives it a role: all that <c>CertificatePart</c> names, spelled as the connection has it.</summary>
internal readonly record struct CertificateNames(string Subject, string Serial, string Fingerprint, IReadOnlyList<string> AlternativeNames)
{
    /// <summary>Of each alternative name its kind; what has none is matched by <c>san:</c> alone.</summary>
    public IReadOnlyList<CertificatePart> Kinds { get; init; } = [];
}
