using System.Text;

namespace LinuxPatchApi.OpenPgp;

/// <summary>A file of public keys, as package managers have them.</summary>
/// <param name="Keys">The keys that can be used; at least one.</param>
/// <param name="Unusable">The others. Package managers pass over them, so that they say nothing about the good ones.</param>
/// <param name="Binary">The packets of the keys that can be used, without armour and what was not understood.</param>
internal sealed record Keyring(IReadOnlyList<OpenPgpKey> Keys, IReadOnlyList<UnusableKey> Unusable, byte[] Binary)
{
    /// <summary>When no key of it can sign any more; null: never.</summary>
    public DateTimeOffset? Until => Keys.Count == 0 ? DateTimeOffset.MinValue
        : Keys.Any(key => key.Until is null) ? null
        : Keys.Max(key => key.Until);

    public KeyStatus StatusAt(DateTimeOffset now) => Keys.Count == 0 ? KeyStatus.Missing
        : Keys.All(key => key.IsRevoked) ? KeyStatus.Revoked
        : Until <= now ? KeyStatus.Expired
        : KeyStatus.Valid;

    /// <summary>Reads keys in armour or not; null with a clause when the file is damaged or none of its keys can be used.</summary>
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
        var unusable = new List<UnusableKey>();
        using var binary = new MemoryStream();
        var budget = OpenPgpLimits.Verified;
        for (var at = 0; at < packets.Count;)
        {
            var next = packets.FindIndex(at + 1, packet => packet.Tag == Packet.PublicKey);
            next = next < 0 ? packets.Count : next;
            var group = packets.GetRange(at, next - at);
            at = next;
            if (group[0].Tag != Packet.PublicKey || group.Any(packet => packet.Tag is 1 or 3 or 5 or 7 or 8 or 9 or 11 or 18))
            {
                return (null, "it has something other than public keys");
            }
            var (key, bad) = ReadKey(group, now, ref budget);
            if (keys.Count + unusable.Count == OpenPgpLimits.Keys || budget < 0)
            {
                return (null, $"it has more than {OpenPgpLimits.Keys} keys or {OpenPgpLimits.Verified} signatures");
            }
            if (key is null)
            {
                unusable.Add(bad!);
                continue;
            }
            keys.Add(key);
            foreach (var packet in group.Where(packet => packet.Tag is Packet.PublicKey or Packet.PublicSubkey or Packet.UserId
                or Packet.UserAttribute or Packet.Signature))
            {
                packet.WriteTo(binary);
            }
        }
        return keys.Count == 0 ? (null, unusable[0].ToString()) : (new Keyring(keys, unusable, binary.ToArray()), null);
    }

    /// <summary>Exactly one of the two results is set.</summary>
    private static (OpenPgpKey? Key, UnusableKey? Bad) ReadKey(List<Packet> group, DateTimeOffset now, ref int budget)
    {
        if (PublicKey.Parse(group[0].Body) is not { } primary)
        {
            var why = group[0].Body is [not (4 or 6) and var version, ..] ? $"is of version {version}, which is not read" : "is damaged";
            return (null, new UnusableKey(null, null, why));
        }
        if (!primary.CanSign)
        {
            // It cannot have signed anything, itself included.
            return (null, Bad($"is of algorithm {(int)primary.Algorithm}, which is not known to sign"));
        }
        var reader = new KeyReader(primary, group, now, budget);
        var (key, whyUnusable) = reader.Read();
        budget = reader.Budget;
        return key is null ? (null, Bad(whyUnusable!)) : (key, null);

        UnusableKey Bad(string why) => new(primary.Fingerprint, primary.KeyId, why);
    }
}
