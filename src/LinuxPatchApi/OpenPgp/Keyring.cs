using System.Text;

namespace LinuxPatchApi.OpenPgp;

/// <summary>A file of public keys, as package managers have them.</summary>
/// <param name="Binary">The packets that were understood, without armour.</param>
internal sealed record Keyring(IReadOnlyList<OpenPgpKey> Keys, byte[] Binary)
{
    public static readonly Keyring Empty = new([], []);

    /// <summary>When no key of it can sign any more; null: never.</summary>
    public DateTimeOffset? Until => Keys.Count == 0 ? DateTimeOffset.MinValue
        : Keys.Any(key => key.Until is null) ? null
        : Keys.Max(key => key.Until);

    public KeyStatus StatusAt(DateTimeOffset now) => Keys.Count == 0 ? KeyStatus.Missing
        : Keys.All(key => key.IsRevoked) ? KeyStatus.Revoked
        : Until <= now ? KeyStatus.Expired
        : KeyStatus.Valid;

    /// <summary>Reads keys in armour or not; null with a clause when they are damaged or none.</summary>
    public static (Keyring? Ring, string? Problem) Read(byte[] content, DateTimeOffset now)
    {
        if (content.Length > OpenPgpLimits.FileBytes)
        {
            return (null, $"it is larger than {OpenPgpLimits.FileBytes} bytes");
        }
        var (bytes, problem) = content is [>= 0x80, ..]
            ? (content, null)
            : Armor.Read(Encoding.Latin1.GetString(content), Armor.PublicKey);
        if (bytes is null)
        {
            return (null, problem);
        }
        (var packets, problem) = Packet.ReadAll(bytes);
        return packets is null ? (null, problem) : Of(packets, now);
    }

    private static (Keyring? Ring, string? Problem) Of(List<Packet> packets, DateTimeOffset now)
    {
        var keys = new List<OpenPgpKey>();
        using var binary = new MemoryStream();
        var budget = OpenPgpLimits.Verified;
        for (var at = 0; at < packets.Count;)
        {
            var next = packets.FindIndex(at + 1, packet => packet.Tag == Packet.PublicKey);
            next = next < 0 ? packets.Count : next;
            var group = packets.GetRange(at, next - at);
            at = next;
            if (group[0].Tag != Packet.PublicKey)
            {
                return (null, "it has something other than public keys");
            }
            if (PublicKey.Parse(group[0].Body) is not { } primary)
            {
                return (null, "it has a key of a version that is not known, or a damaged one");
            }
            if (group.Any(packet => packet.Tag is 1 or 3 or 5 or 7 or 8 or 9 or 11 or 18))
            {
                return (null, "it has something other than public keys");
            }
            var reader = new KeyReader(primary, group, now, budget);
            if (reader.Read() is not { } key)
            {
                return (null, $"the key {primary.Fingerprint} has no valid signature of its own: it is damaged or was changed");
            }
            budget = reader.Budget;
            if (keys.Count == OpenPgpLimits.Keys || budget <= 0)
            {
                return (null, $"it has more than {OpenPgpLimits.Keys} keys or {OpenPgpLimits.Verified} signatures");
            }
            keys.Add(key);
            foreach (var packet in group.Where(packet => packet.Tag is Packet.PublicKey or Packet.PublicSubkey or Packet.UserId
                or Packet.UserAttribute or Packet.Signature))
            {
                packet.WriteTo(binary);
            }
        }
        return (new Keyring(keys, binary.ToArray()), null);
    }
}
