using System.Text.Json;
using LinuxPatchApi.Host;

namespace LinuxPatchApi.Enrolment;

/// <summary>What a host says of itself when it asks to be enrolled. Pure.</summary>
/// <param name="MachineId">machine-id(5).</param>
internal sealed record Applicant(string MachineId, string Hostname, OsRelease Os, string Architecture)
{
    /// <summary>The body of POST /enroll.</summary>
    public byte[] Document(string fqdn, string address)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("machine_id", MachineId);
            writer.WriteString("fqdn", fqdn);
            writer.WriteString("ip_address", address);
            writer.WriteString("hostname", Hostname);
            writer.WriteStartObject("os_details");
            writer.WriteString("os", Os.Name);
            // The manager shows it, and expects the form "Ubuntu 24.04".
            writer.WriteString("name", Os.Version is { } version ? $"{Os.Name} {version}" : Os.Name);
            writer.WriteString("os_version", Os.Version ?? "");
            writer.WriteString("architecture", Architecture);
            writer.WriteString("distro", Os.Id);
            writer.WriteString("version", Os.Version ?? "");
            writer.WriteString("codename", Os.Codename ?? "");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
