using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Access.Roles;

/// <summary>The parts of a client certificate that role rules match, spelled as the connection reports them.</summary>
internal readonly record struct CertificateNames(string Subject, string Serial, string Fingerprint, IReadOnlyList<string> AlternativeNames)
{
    /// <summary>The kind of each alternative name, by index. Only <c>san:</c> matches a name beyond the end of this list.</summary>
    public IReadOnlyList<CertificatePart> Kinds { get; init; } = [];
}
