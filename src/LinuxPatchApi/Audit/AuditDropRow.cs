using System.Text.Json;

namespace LinuxPatchApi.Audit;

/// <summary>How often one thing was dropped for one client.</summary>
/// <param name="Address">Null for those who found no row of their own.</param>
/// <param name="Subject">Null when there was no certificate yet.</param>
internal sealed record AuditDropRow(AuditDrop What, string? Address, string? Subject, long Count)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("what"u8, What switch
        {
            AuditDrop.AddressDenied => "address_denied",
            AuditDrop.OverLimit => "over_limit",
            AuditDrop.RateLimited => "rate_limited",
            _ => "unlogged",
        });
        writer.WriteString("address"u8, Address);
        writer.WriteString("subject"u8, Subject);
        writer.WriteNumber("count"u8, Count);
        writer.WriteEndObject();
    }
}
