using System.Text.Json;

namespace LinuxPatchApi.Audit;

/// <summary>Who: what the client's certificate says, and where the connection came from.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, lower-case hexadecimal; empty when it is not known any more.</param>
internal sealed record AuditClient(string Subject, string Serial, string Fingerprint, string Address)
{
    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("subject"u8, Subject.Length <= AuditLimits.TextLength ? Subject : Subject[..AuditLimits.TextLength]);
        writer.WriteString("serial"u8, Serial);
        writer.WriteString("fingerprint"u8, Fingerprint);
        writer.WriteString("address"u8, Address);
    }
}
