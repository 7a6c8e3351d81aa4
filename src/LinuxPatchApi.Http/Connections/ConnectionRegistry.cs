using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Connections;

/// <summary>
/// Open connections, counted in total, per account and per certificate. Its size is bounded by the number of open connections.
/// </summary>
/// <remarks>
/// A connection is counted on the account of its network. From an IPv6 address from which a certificate was accepted before, it is counted
/// on that certificate's account, and some places are reserved for known addresses of both families. So neither strangers nor neighbours in
/// its /64 can take the places of an accepted client.
/// </remarks>
internal sealed class ConnectionRegistry(HttpLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<HttpConnection> _connections = [];
    private readonly Dictionary<object, Tally> _accounts = [];
    private readonly Dictionary<string, int> _certificates = new(StringComparer.Ordinal);
    private readonly KnownClients _known = new(limits);
    private readonly HandshakeRate _rate = new(limits, time);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _handshakes;
    private bool _ending;

    /// <summary>Completes when the server is shutting down and the last connection has closed.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Registers a connection that starts its handshake.</summary>
    public Admission TryAdd(HttpConnection connection)
    {
        lock (_lock)
        {
            var known = _known.Of(connection.Address);
            var account = Account(connection.Address, known);
            _accounts.TryGetValue(account, out var tally);
            var admission = Judge(tally, account, known is not null);
            if (admission == Admission.Admitted)
            {
                connection.Account = account;
                connection.IsKnown = known is not null;
                _connections.Add(connection);
                _handshakes++;
                _accounts[account] = new Tally(tally.Connections + 1, tally.Handshakes + 1);
            }
            return admission;
        }
    }

    /// <summary>Called when its certificate is accepted. Any result but Admitted: the certificate has too many connections.</summary>
    public Admission Establish(HttpConnection connection, string fingerprint)
    {
        lock (_lock)
        {
            var count = _certificates.GetValueOrDefault(fingerprint);
            if (count >= limits.ConnectionsPerCertificate)
            {
                return Admission.TooManyOfCertificate;
            }
            _certificates[fingerprint] = count + 1;
            connection.Certificate = fingerprint;
            _known.Note(connection.Address, fingerprint);
            return Admission.Admitted;
        }
    }

    /// <summary>Called when its certificate was refused: finding that out costs more than a good handshake.</summary>
    public void Charge(HttpConnection connection)
    {
        lock (_lock)
        {
            _rate.Charge(connection.Account, limits.RefusedHandshakeCost - 1);
        }
    }

    /// <summary>Called once per connection when its handshake has ended, successfully or not.</summary>
    public void EndHandshake(HttpConnection connection)
    {
        lock (_lock)
        {
            _handshakes--;
            CollectionsMarshal.GetValueRefOrNullRef(_accounts, connection.Account).Handshakes--;
        }
    }

    /// <summary>Called when the connection is closed.</summary>
    public void Remove(HttpConnection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            ref var tally = ref CollectionsMarshal.GetValueRefOrNullRef(_accounts, connection.Account);
            if (--tally.Connections == 0)
            {
                _accounts.Remove(connection.Account);
            }
            if (connection.Certificate is { } fingerprint && --CollectionsMarshal.GetValueRefOrNullRef(_certificates, fingerprint) == 0)
            {
                _certificates.Remove(fingerprint);
            }
            SignalIfEmpty();
        }
    }

    /// <summary>Returns all open connections.</summary>
    public IReadOnlyList<HttpConnection> All()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }

    /// <summary>Admits no more connections; returns the open ones.</summary>
    public IReadOnlyList<HttpConnection> End()
    {
        lock (_lock)
        {
            _ending = true;
            SignalIfEmpty();
            return [.. _connections];
        }
    }

    /// <summary>Returns the account of an address. An IPv4 address is shared with no neighbours.</summary>
    private static object Account(IPAddress address, string? known) =>
        known is not null && address.AddressFamily == AddressFamily.InterNetworkV6 ? known : PeerAddress.Network(address);

    private Admission Judge(Tally tally, object account, bool isKnown)
    {
        var part = isKnown ? 0 : limits.KeptPart;
        return _ending ? Admission.Ending
            : _connections.Count >= limits.Connections - Kept(limits.Connections, part) ? Admission.TooManyConnections
            : tally.Connections >= limits.ConnectionsPerAddress ? Admission.TooManyOfAddress
            : _handshakes >= limits.HandshakesInFlight - Kept(limits.HandshakesInFlight, part) ? Admission.TooManyHandshakes
            : tally.Handshakes >= limits.HandshakesInFlightPerAddress ? Admission.TooManyHandshakesOfAddress
            : !_rate.TryTake(account) ? Admission.TooFast
            : Admission.Admitted;
    }

    private static int Kept(int places, int part) => part == 0 ? 0 : places / part;

    private void SignalIfEmpty()
    {
        if (_ending && _connections.Count == 0)
        {
            _empty.TrySetResult();
        }
    }

    private record struct Tally(int Connections, int Handshakes);
}
