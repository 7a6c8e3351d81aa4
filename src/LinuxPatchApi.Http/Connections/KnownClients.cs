using System.Net;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Connections;

/// <summary>
/// Remembers from which addresses which certificates were last accepted: their places are reserved when strangers, or someone in the same
/// network, use all they may. An address proves nothing; the certificate is verified in every handshake. Bounded, not thread-safe.
/// </summary>
internal sealed class KnownClients(HttpLimits limits)
{
    private readonly Dictionary<IPAddress, string> _certificates = [];
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>Most recent first.</summary>
    private readonly LinkedList<Entry> _order = [];

    /// <summary>Number of addresses remembered.</summary>
    public int Count => _certificates.Count;

    /// <summary>Fingerprint of the certificate last accepted from exactly this address; null when there is none.</summary>
    public string? Of(IPAddress address) => _certificates.GetValueOrDefault(address);

    /// <summary>Records an accepted certificate.</summary>
    public void Note(IPAddress address, string fingerprint)
    {
        var isKnown = _certificates.TryGetValue(address, out var previous) && previous == fingerprint;
        if (!isKnown && previous is not null)
        {
            _entries[previous].Value.Addresses.Remove(address);
        }
        if (_entries.TryGetValue(fingerprint, out var node))
        {
            _order.Remove(node);
        }
        else
        {
            _entries.Add(fingerprint, node = new LinkedListNode<Entry>(new Entry(fingerprint, [])));
        }
        _order.AddFirst(node);
        if (!isKnown)
        {
            _certificates[address] = fingerprint;
            node.Value.Addresses.Add(address);
            if (node.Value.Addresses.Count > limits.KnownAddressesPerCertificate)
            {
                _certificates.Remove(node.Value.Addresses[0]);
                node.Value.Addresses.RemoveAt(0);
            }
        }
        if (_entries.Count > limits.KnownCertificates)
        {
            Remove(_order.Last!);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _entries.Remove(node.Value.Fingerprint);
        foreach (var address in node.Value.Addresses)
        {
            _certificates.Remove(address);
        }
    }

    private sealed record Entry(string Fingerprint, List<IPAddress> Addresses);
}
