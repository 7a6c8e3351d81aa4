using System.Text.Json;
using LinuxPatchApi.Http;

namespace LinuxPatchApi.Audit;

/// <summary>How often one thing was dropped for one client.</summary>
/// <param name="address">Null for those who found no row of their own.</param>
/// <param name="subject">Null when there was no certificate yet.</param>
internal sealed class AuditDropRow(AuditDrop what, string? address, string? subject)
{
    public long Count { get; set; }

    public bool IsOf(AuditDrop otherWhat, string otherAddress, string? otherSubject) =>
        what == otherWhat && address == otherAddress && subject == otherSubject;

    public override string ToString() => $"{Word(what)} {address} {subject} {Count}";

    public static string Word(AuditDrop what) => what switch
    {
        AuditDrop.AddressDenied => "address_denied",
        AuditDrop.OverLimit => "over_limit",
        AuditDrop.RateLimited => "rate_limited",
        _ => "unlogged",
    };

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("what"u8, Word(what));
        writer.WriteString("address"u8, address is null ? null : PeerText.Cut(address));
        writer.WriteString("subject"u8, subject is null ? null : PeerText.Cut(subject));
        writer.WriteNumber("count"u8, Count);
        writer.WriteEndObject();
    }
}
