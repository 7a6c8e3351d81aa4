using System.Text.Json;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Audit;

/// <summary>What leaves no line of its own, only a count.</summary>
internal enum AuditDrop
{
    /// <summary>A connection closed because its address is not in the allow-list; nothing was sent.</summary>
    AddressDenied,

    /// <summary>A connection closed because of a limit on connections or handshakes; nothing was sent.</summary>
    OverLimit,

    /// <summary>A request answered with 429, after the first of that client in the minute.</summary>
    RateLimited,

    /// <summary>A read or refusal above its share of lines per minute.</summary>
    Unlogged,
}

/// <summary>How often one kind of drop happened to one client.</summary>
/// <param name="address">Null in the row shared by all clients without a row of their own.</param>
/// <param name="subject">Null when no certificate was known.</param>
internal sealed class AuditDropRow(AuditDrop what, string? address, string? subject)
{
    public long Count { get; set; }

    public bool IsOf(AuditDrop otherWhat, string otherAddress, string? otherSubject) =>
        what == otherWhat && address == otherAddress && subject == otherSubject;

    public override string ToString() => $"{WireName(what)} {address} {subject} {Count}";

    public static string WireName(AuditDrop what) => what switch
    {
        AuditDrop.AddressDenied => "address_denied",
        AuditDrop.OverLimit => "over_limit",
        AuditDrop.RateLimited => "rate_limited",
        _ => "unlogged",
    };

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("what"u8, WireName(what));
        writer.WriteString("address"u8, address is null ? null : PeerText.Cut(address));
        writer.WriteString("subject"u8, subject is null ? null : PeerText.Cut(subject));
        writer.WriteNumber("count"u8, Count);
        writer.WriteEndObject();
    }
}
