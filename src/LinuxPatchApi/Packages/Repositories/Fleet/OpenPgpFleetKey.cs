using System.Text;
using LinuxPatchApi.OpenPgp;

namespace LinuxPatchApi.Packages.Repositories.Fleet;

/// <summary>Judges an OpenPGP key in armour. Pure.</summary>
internal static class OpenPgpFleetKey
{
    /// <summary>Origin: one key, and its successor while it is replaced.</summary>
    public const int MostKeys = 4;

    /// <param name="armoured">Whether the package manager wants the file in armour; otherwise it is binary.</param>
    public static (FleetKey? Key, string? Problem) Read(string text, bool armoured, DateTimeOffset now)
    {
        if (!Armor.IsOneBlock(text, Armor.PublicKey))
        {
            return (null, $"it is not one armoured PGP {Armor.PublicKey} and nothing else");
        }
        var (ring, problem) = Keyring.Read(Encoding.UTF8.GetBytes(text.Trim()), now);
        if (ring is null)
        {
            return (null, problem);
        }
        // The manager sends what it means: a key of it that this host cannot use is a fault of the manager, not one to pass over.
        if (ring.Unusable is [var unusable, ..])
        {
            return (null, unusable.ToString());
        }
        if (ring.Keys.Count > MostKeys)
        {
            return (null, $"it has {ring.Keys.Count} keys, more than {MostKeys}");
        }
        foreach (var key in ring.Keys)
        {
            if ((key.WhyWeak ?? (key.Signing.Count == 0 && !key.IsRevoked ? "cannot sign" : null)) is { } why)
            {
                return (null, $"the key {key.Fingerprint} {why}");
            }
        }
        var content = armoured ? Encoding.ASCII.GetBytes(Armor.Write(ring.Binary, Armor.PublicKey)) : ring.Binary;
        return (new FleetKey(content, ring.Until, string.Join(", ", ring.Keys.Select(key => key.Fingerprint)))
        {
            IsRevoked = ring.Keys.All(key => key.IsRevoked),
        }, null);
    }
}
