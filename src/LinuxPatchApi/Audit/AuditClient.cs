using System.Text.Json;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Audit;

/// <summary>The client: names from its certificate, and the address it connected from.</summary>
/// <param name="fingerprint">SHA-256 of the certificate in lower-case hexadecimal; empty when no longer known.</param>
/// <param name="role">The role at the time of the request; null when the entry does not record one.</param>
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
