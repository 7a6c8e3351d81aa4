using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Connections;

/// <summary>Counters of a server since its start. Readable at any time; each number is exact on its own.</summary>
public sealed class HttpServerCounters
{
    private readonly long[] _handshakeFailures = new long[Enum.GetValues<HandshakeFailureReason>().Length];
    private readonly long[] _faults = new long[Enum.GetValues<HttpFaultReason>().Length];
    private readonly long[] _notAdmitted = new long[Enum.GetValues<Admission>().Length];
    private readonly long[] _ended = new long[Enum.GetValues<EndReason>().Length];
    private long _accepted;
    private long _acceptErrors;
    private long _denied;
    private long _handshakes;
    private long _requests;
    private long _activeConnections;
    private long _activeRequests;

    /// <summary>Connections accepted from the kernel, denied ones included.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Failed accept calls, such as EMFILE.</summary>
    public long AcceptErrors => Interlocked.Read(ref _acceptErrors);

    /// <summary>Connections closed by the address filter.</summary>
    public long Denied => Interlocked.Read(ref _denied);

    /// <summary>Connections closed by a limit on connections or handshakes.</summary>
    public long OverLimit
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _notAdmitted.Length; i++)
            {
                sum += Interlocked.Read(ref _notAdmitted[i]);
            }
            return sum;
        }
    }

    /// <summary>Connections closed for this reason.</summary>
    public long NotAdmitted(Admission reason) => Interlocked.Read(ref _notAdmitted[(int)reason]);

    /// <summary>Successful handshakes.</summary>
    public long Handshakes => Interlocked.Read(ref _handshakes);

    /// <summary>Requests with a complete and valid head.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Open connections, handshakes included.</summary>
    public long ActiveConnections => Interlocked.Read(ref _activeConnections);

    /// <summary>Requests being handled. A request that waits for its body does not count: it costs no more than its connection.</summary>
    public long ActiveRequests => Interlocked.Read(ref _activeRequests);

    /// <summary>Handshakes that failed for this reason.</summary>
    public long HandshakeFailures(HandshakeFailureReason reason) => Interlocked.Read(ref _handshakeFailures[(int)reason]);

    /// <summary>Established connections that were ended for this reason.</summary>
    public long Ended(EndReason reason) => Interlocked.Read(ref _ended[(int)reason]);

    /// <summary>Errors that the HTTP layer answered for this reason.</summary>
    public long Faults(HttpFaultReason reason) => Interlocked.Read(ref _faults[(int)reason]);

    internal void CountAccepted() => Interlocked.Increment(ref _accepted);

    internal void CountAcceptError() => Interlocked.Increment(ref _acceptErrors);

    internal void CountDenied() => Interlocked.Increment(ref _denied);

    internal void CountNotAdmitted(Admission reason) => Interlocked.Increment(ref _notAdmitted[(int)reason]);

    internal void CountHandshake() => Interlocked.Increment(ref _handshakes);

    internal void CountHandshakeFailure(HandshakeFailureReason reason) => Interlocked.Increment(ref _handshakeFailures[(int)reason]);

    internal void CountEnded(EndReason reason) => Interlocked.Increment(ref _ended[(int)reason]);

    internal void CountFault(HttpFaultReason reason) => Interlocked.Increment(ref _faults[(int)reason]);

    internal void ConnectionOpened() => Interlocked.Increment(ref _activeConnections);

    internal void ConnectionClosed() => Interlocked.Decrement(ref _activeConnections);

    /// <summary>Counts a request. False when the limit of concurrent requests is reached.</summary>
    internal bool TryEnterRequest(int most)
    {
        Interlocked.Increment(ref _requests);
        if (Interlocked.Increment(ref _activeRequests) <= most)
        {
            return true;
        }
        LeaveRequest();
        return false;
    }

    /// <summary>Undoes <see cref="LeaveRequest"/> without a limit check: the request was admitted before.</summary>
    internal void EnterRequestAgain() => Interlocked.Increment(ref _activeRequests);

    internal void LeaveRequest() => Interlocked.Decrement(ref _activeRequests);
}
