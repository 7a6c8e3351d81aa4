using LinuxPatchApi.Http.Connections.Listening;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Connections;

/// <summary>What a server has seen since its start. Readable at any time; each number for itself is exact.</summary>
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

    /// <summary>Failures of accept itself, EMFILE for instance.</summary>
    public long AcceptErrors => Interlocked.Read(ref _acceptErrors);

    /// <summary>Closed by the address filter.</summary>
    public long Denied => Interlocked.Read(ref _denied);

    /// <summary>Closed because of a limit on connections or handshakes.</summary>
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

    /// <summary>Closed for this reason.</summary>
    public long NotAdmitted(Admission reason) => Interlocked.Read(ref _notAdmitted[(int)reason]);

    /// <summary>Handshakes that ended in a connection.</summary>
    public long Handshakes => Interlocked.Read(ref _handshakes);

    /// <summary>Requests whose head was complete and good.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Connections that are open now, handshakes included.</summary>
    public long ActiveConnections => Interlocked.Read(ref _activeConnections);

    /// <summary>Requests that are being handled now. One that waits for its body is not: it costs what its connection costs.</summary>
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

    /// <summary>False when as many as allowed are being handled.</summary>
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

    /// <summary>Back behind <see cref="LeaveRequest"/>, without a question: the request has been let in before.</summary>
    internal void EnterRequestAgain() => Interlocked.Increment(ref _activeRequests);

    internal void LeaveRequest() => Interlocked.Decrement(ref _activeRequests);
}
