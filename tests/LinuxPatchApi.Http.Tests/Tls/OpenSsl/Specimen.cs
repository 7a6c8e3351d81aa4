namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>One certificate to create.</summary>
/// <param name="Name">Base name of its files.</param>
/// <param name="Issuer">Another specimen; null: self-signed.</param>
/// <param name="Key">Arguments of genpkey.</param>
/// <param name="Extensions">Lines of an extension file, separated by semicolon and space.</param>
/// <param name="Options">Further options of <c>openssl ca</c>.</param>
internal sealed record Specimen(string Name, string? Issuer, string Key, string Extensions, string Options = "")
{
    public string Subject { get; init; } = "/CN=" + Name;
}
