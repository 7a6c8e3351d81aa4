using System.Text.Json;
using LinuxPatchApi.Http;

namespace LinuxPatchApi.Audit;

/// <summary>Who: what the client's certificate says, and where the connection came from.</summary>
/// <param name="fingerprint">SHA-256 of the certificate, lower-case hexadecimal; empty when it is not known any more.</param>
/// <param name="role">What the client might do when it asked; null when that is not told.</param>
internal sealed class AuditClient(string subject, string serial, string fingerprint, string address, string? role = null)
{
    public string Subject => subject;

    public string Fingerprint => fingerprint;

    public string Address => address;

    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("subject"u8, PeerText.Cut(subject));
        writer.WriteString("serial"u8, PeerText.Cut(serial));
        writer.WriteString("fingerprint"u8, PeerText.Cut(fingerprint));
        writer.WriteString("address"u8, PeerText.Cut(address));
        if (role is not null)
        {
            writer.WriteString("role"u8, role);
        }
    }
}
