namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>One certificate to be made.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Issuer">Another specimen; null: signed by itself.</param>
/// <param name="Key">What genpkey is told.</param>
/// <param name="Extensions">Lines of an extension file, separated by semicolon and space.</param>
/// <param name="Options">More for <c>openssl ca</c>.</param>
internal sealed record Specimen(string Name, string? Issuer, string Key, string Extensions, string Options = "")
{
    public string Subject { get; init; } = "/CN=" + Name;
}
