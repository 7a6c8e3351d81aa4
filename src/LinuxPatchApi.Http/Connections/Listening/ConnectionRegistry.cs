using System.Net;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>Who is connected, counted in all and per address. Grows with open connections only.</summary>
internal sealed class ConnectionRegistry(HttpLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<HttpConnection> _connections = [];
    private readonly Dictionary<IPAddress, Tally> _addresses = [];
    private readonly HandshakeRate _rate = new(limits, time);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _handshakes;
    private bool _ending;

    /// <summary>Completed when the server is ending and the last connection has gone.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Registers a connection that begins its handshake.</summary>
    public Admission TryAdd(HttpConnection connection)
    {
        lock (_lock)
        {
            _addresses.TryGetValue(connection.Address, out var tally);
            var admission = Judge(tally, connection.Address);
            if (admission == Admission.Admitted)
            {
                _connections.Add(connection);
                _handshakes++;
                _addresses[connection.Address] = new Tally(tally.Connections + 1, tally.Handshakes + 1);
            }
            return admission;
        }
    }

    /// <summary>Its handshake is over, well or not. Called once a connection.</summary>
    public void EndHandshake(HttpConnection connection)
    {
        lock (_lock)
        {
            _handshakes--;
            CollectionsMarshal.GetValueRefOrNullRef(_addresses, connection.Address).Handshakes--;
        }
    }

    /// <summary>It is closed.</summary>
    public void Remove(HttpConnection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            ref var tally = ref CollectionsMarshal.GetValueRefOrNullRef(_addresses, connection.Address);
            if (--tally.Connections == 0)
            {
                _addresses.Remove(connection.Address);
            }
            SignalIfEmpty();
        }
    }

    /// <summary>Who is there.</summary>
    public IReadOnlyList<HttpConnection> All()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }

    /// <summary>Lets nobody in any more; returns who is there.</summary>
    public IReadOnlyList<HttpConnection> End()
    {
        lock (_lock)
        {
            _ending = true;
            SignalIfEmpty();
            return [.. _connections];
        }
    }

    private Admission Judge(Tally tally, IPAddress address)
    {
        return _ending ? Admission.Ending
            : _connections.Count >= limits.Connections ? Admission.TooManyConnections
            : tally.Connections >= limits.ConnectionsPerAddress ? Admission.TooManyOfAddress
            : _handshakes >= limits.HandshakesInFlight ? Admission.TooManyHandshakes
            : tally.Handshakes >= limits.HandshakesInFlightPerAddress ? Admission.TooManyHandshakesOfAddress
            : !_rate.TryTake(address) ? Admission.TooFast
            : Admission.Admitted;
    }

    private void SignalIfEmpty()
    {
        if (_ending && _connections.Count == 0)
        {
            _empty.TrySetResult();
        }
    }

    private record struct Tally(int Connections, int Handshakes);
}
