using System.Net;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>From which addresses which certificates were accepted last: whose places are kept when strangers, or somebody in the same network, take
/// all that they may. An address says nothing of who comes next; the certificate is judged in every handshake. Bounded, not thread-safe.</summary>
internal sealed class KnownClients(HttpLimits limits)
{
    private readonly Dictionary<IPAddress, string> _certificates = [];
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>Latest first.</summary>
    private readonly LinkedList<Entry> _order = [];

    /// <summary>Addresses that are remembered.</summary>
    public int Count => _certificates.Count;

    /// <summary>Fingerprint of the certificate that was accepted last from this very address; null when none was.</summary>
    public string? Of(IPAddress address) => _certificates.GetValueOrDefault(address);

    /// <summary>A certificate was accepted.</summary>
    public void Note(IPAddress address, string fingerprint)
    {
        var isKnown = _certificates.TryGetValue(address, out var former) && former == fingerprint;
        if (!isKnown && former is not null)
        {
            _entries[former].Value.Addresses.Remove(address);
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
            Forget(_order.Last!);
        }
    }

    private void Forget(LinkedListNode<Entry> node)
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
