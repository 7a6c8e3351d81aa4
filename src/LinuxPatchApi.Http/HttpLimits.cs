namespace LinuxPatchApi.Http;

/// <summary>Every limit on what a peer can make large, many or slow. Defaults carry their origin; sizes are bytes.</summary>
public sealed record HttpLimits
{
    /// <summary>Bits of an RSA key in a client's chain. OpenSSL's security level 2, and what the server's own key must have.</summary>
    public const int ClientRsaBits = 2048;

    /// <summary>Bits of an RSA key in what a client sends. Origin: twice the largest in use; checking a signature with 16384 bits takes eight times
    /// as long as with 4096.</summary>
    public const int ClientRsaBitsMost = 8192;

    /// <summary>Certificates from the client's own to the root, both included. The fleet manager's chains have two, those of public
    /// authorities three or four; each costs a signature check.</summary>
    public const int ClientChainLength = 5;

    /// <summary>Certificates that a client sends in a handshake. Origin: <see cref="ClientChainLength"/>, root included, and one more for an
    /// intermediate that two have signed; each costs a third of a millisecond when it is refused. Above: refused before a chain is built.</summary>
    public const int ClientListLength = 6;

    /// <summary>Bytes of all certificates that a client sends in a handshake. Origin: <see cref="ClientChainLength"/> certificates with RSA keys of
    /// 4096 bits have 2 KB each, one with many names three times that. Above: the handshake ends before anything is built of them.</summary>
    public const int ClientListBytes = 16 * 1024;

    /// <summary>Request line without its CRLF. RFC 9112 section 3 recommends at least 8000; nginx and Apache use 8 KiB. Above:
    /// 414.</summary>
    public int RequestLineBytes { get; init; } = 8 * 1024;

    /// <summary>Request target inside the line: what RFC 9112 section 3 wants every server to take. Above: 414.</summary>
    public int TargetBytes { get; init; } = 8000;

    /// <summary>Request method. The longest registered one (UPDATEREDIRECTREF) has 17. Above: 400, instead of the 414 of a long
    /// line.</summary>
    public int MethodBytes { get; init; } = 32;

    /// <summary>Empty lines tolerated before a request line: RFC 9112 section 2.2 asks for at least one.</summary>
    public int LeadingEmptyLines { get; init; } = 1;

    /// <summary>Header fields of a request. Kestrel and Apache use 100. Above: 431.</summary>
    public int HeaderCount { get; init; } = 100;

    /// <summary>All header lines together, line ends included. Kestrel's and nginx' (4 x 8 KiB) value. Above: 431.</summary>
    public int HeaderBytes { get; init; } = 32 * 1024;

    /// <summary>One header line without its CRLF. Apache's LimitRequestFieldSize and nginx' buffer: 8 KiB. Above: 431.</summary>
    public int HeaderLineBytes { get; init; } = 8 * 1024;

    /// <summary>Decoded body. Contract section 3: JSON bodies of at most 1 MiB. Above: 413.</summary>
    public int BodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of all bodies together, those of at most 4 KiB not counted. Origin: two of the longest, because as much again is garbage
    /// while they grow; requests of a manager have some hundred bytes. Above: 503.</summary>
    public long BodyBytesInFlight { get; init; } = 2 * 1024 * 1024;

    /// <summary>Bytes of all answers together that are held while their readers take them, those of at most 4 KiB not counted. Origin: 128 lists
    /// being sent in pieces of 32 KiB. Above: 503.</summary>
    public long AnswerBytesInFlight { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes a second that a reader must take of an answer after <see cref="AnswerRateGrace"/>; only the time in which nothing can be
    /// sent counts. Kestrel's MinResponseDataRate is 240; here a list of 20 MB may be held for it, so it is what a line of 128 kbit/s carries.
    /// Below: the connection is cut.</summary>
    public int AnswerBytesPerSecond { get; init; } = 16 * 1024;

    /// <summary>Time before <see cref="AnswerBytesPerSecond"/> counts. Origin: twice Kestrel's 5 s, because what is sent counts by pieces.</summary>
    public TimeSpan AnswerRateGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that the kernel holds of a connection in each direction, as told to it (it takes twice as much). Origin: a line of
    /// 10 Mbit/s with 100 ms of delay; by default the kernel grows them to 4 and 6 MB, which the unit's MemoryMax would pay for.</summary>
    public int SocketBufferBytes { get; init; } = 128 * 1024;

    /// <summary>Hexadecimal digits of a chunk size: eight say 4 GiB, far above any body we take, and cannot overflow. Above: 400.</summary>
    public int ChunkSizeDigits { get; init; } = 8;

    /// <summary>Extension bytes of one chunk. Nobody sends any; signed uploads (aws-chunked) stay below 100. Above: 400.</summary>
    public int ChunkExtensionBytes { get; init; } = 256;

    /// <summary>Size lines, extensions and line ends of a chunked body together, so that tiny chunks cannot multiply the work. Above:
    /// 400.</summary>
    public int ChunkFramingBytes { get; init; } = 256 * 1024;

    /// <summary>Trailer fields of a chunked body; they are checked and thrown away. Above: 431.</summary>
    public int TrailerCount { get; init; } = 16;

    /// <summary>Trailer lines together. Above: 431.</summary>
    public int TrailerBytes { get; init; } = 4 * 1024;

    /// <summary>Unread request body taken off the wire to keep a connection; a larger rest closes it instead.</summary>
    public int DrainBytes { get; init; } = 64 * 1024;

    /// <summary>Requests answered from bytes that had arrived in advance, in a row, before others get their turn (a yield, not an
    /// error).</summary>
    public int PipelinedRequests { get; init; } = 16;

    /// <summary>Requests of one connection; then it is closed in good order (nginx keepalive_requests: 1000; ours allows long
    /// benchmarks).</summary>
    public int RequestsPerConnection { get; init; } = 100_000;

    /// <summary>From a request's first byte to the end of its head; also from the handshake to the first byte. Configuration
    /// server.timeout_seconds, 30 in existing installations. Above: 408, or a plain close when nothing had arrived.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From the first attempt to read a body to its end; server.timeout_seconds as well. Above: 408.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes a second a body must reach after <see cref="BodyRateGrace"/>. Kestrel's MinRequestBodyDataRate. Below: 408.</summary>
    public int BodyBytesPerSecond { get; init; } = 240;

    /// <summary>Time before <see cref="BodyBytesPerSecond"/> counts. Kestrel's value.</summary>
    public TimeSpan BodyRateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence between two requests. Kestrel 130 s, nginx 75 s; above the Manager's poll interval of 10 s by far.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>From accept to the end of the TLS handshake. Kestrel's value.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time the peer may take to make room for one write (at most 16 KiB); then the connection is cut. nginx send_timeout: 60
    /// s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long and how much is read and dropped after the last answer, so that a reset does not destroy it in flight
    /// (RFC 9112 section 9.6).</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>See <see cref="LingerTimeout"/>.</summary>
    public int LingerBytes { get; init; } = 256 * 1024;

    /// <summary>How long the end of the server waits for handlers whose connections were cut. Handlers end on cancellation at
    /// once.</summary>
    public TimeSpan CutTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the finding that a connection's certificate is revoked, or its address denied, to its cut; no further request is
    /// answered on it. Time for the answer under way; lists and plans take less.</summary>
    public TimeSpan EndGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From a handshake to the end of its connection, so that nobody lives for ever on what was proved once. Origin: the shortest
    /// certificates in use last for a day; a client that polls makes a new connection each day, and notices nothing.</summary>
    public TimeSpan ConnectionAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Open connections in all. 500 idle ones at 24 KB each are budgeted; twice that is where we stop accepting work.</summary>
    public int Connections { get; init; } = 1024;

    /// <summary>Open connections of one network (an IPv4 address, an IPv6 /64). The Manager uses a handful; a NAT may hide several clients.</summary>
    public int ConnectionsPerAddress { get; init; } = 128;

    /// <summary>Open connections with one certificate. Origin: half of all, so that none can take the places of the others. Above: closed after the
    /// handshake.</summary>
    public int ConnectionsPerCertificate { get; init; } = 512;

    /// <summary>Of <see cref="Connections"/>, and as a part of <see cref="HandshakesInFlight"/>, places kept for addresses from which a certificate
    /// was accepted before. Origin: an eighth, 128 and 32.</summary>
    public int KeptPart { get; init; } = 8;

    /// <summary>Certificates whose addresses are remembered for <see cref="KeptPart"/>. Origin: four times the hosts of a manager's shift; an entry
    /// has about 1 KB.</summary>
    public int KnownCertificates { get; init; } = 256;

    /// <summary>Addresses remembered of each of them. Origin: a manager with two hosts, each with IPv4 and IPv6, twice.</summary>
    public int KnownAddressesPerCertificate { get; init; } = 8;

    /// <summary>Handshakes that one whose certificate was refused counts for. Origin: its chain may cost some times what a good one does; a
    /// client with a wrong certificate still has twelve attempts a second.</summary>
    public int RefusedHandshakeCost { get; init; } = 4;

    /// <summary>Handshakes in flight in all. Each costs about 50 KB and up to 2 ms of CPU.</summary>
    public int HandshakesInFlight { get; init; } = 256;

    /// <summary>Handshakes in flight of one network, so that one peer cannot take all of <see cref="HandshakesInFlight"/>.</summary>
    public int HandshakesInFlightPerAddress { get; init; } = 64;

    /// <summary>Handshakes that compute at the same moment, of addresses from which no certificate was accepted before; the others wait, within
    /// <see cref="HandshakeTimeout"/>. Origin: half of the processors, at least one; more at once would not be faster, and the other half is
    /// for requests and for clients that are known.</summary>
    public int StrangersHandshakesAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Handshakes that one network may begin a second, in the long run. At 2 ms of CPU each that is a tenth of a core.
    /// Configuration server.handshakes_per_second. Above: closed.</summary>
    public int HandshakesPerSecondPerAddress { get; init; } = 50;

    /// <summary>Handshakes that one address may begin at once after a silence: as many as it may have connections.</summary>
    public int HandshakeBurst { get; init; } = 128;

    /// <summary>Addresses whose rate is remembered. Four times <see cref="Connections"/>; an entry has about 100 bytes.</summary>
    public int HandshakeRateAddresses { get; init; } = 4096;

    /// <summary>Between two lines of the log about connections that were closed because of the same limit: a flood must not fill the
    /// log.</summary>
    public TimeSpan OverLimitLogInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two lines of the log about failed handshakes, or refused requests, of one network (an IPv4 address, an IPv6 /64) for one
    /// reason. Origin: as <see cref="OverLimitLogInterval"/>; who looks for his own mistake sees the first at once.</summary>
    public TimeSpan RefusalLogInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Networks and reasons whose line is remembered; those beyond share one line. Origin: as <see cref="Connections"/>; an entry has
    /// about 100 bytes.</summary>
    public int RefusalsRemembered { get; init; } = 1024;

    /// <summary>Requests being handled at once (long polls and event streams included, those that wait for
    /// their body not). Above: 503 with Retry-After.</summary>
    public int RequestsInFlight { get; init; } = 512;

    /// <summary>Connections the kernel holds before we accept them. The usual net.core.somaxconn before Linux 5.4 is 128, 4096
    /// since.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>Pause after an accept error such as EMFILE, so that a full descriptor table does not become a busy loop. nginx: 500
    /// ms.</summary>
    public TimeSpan AcceptRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A WebSocket message, fragments joined. Ours have about 100 bytes; room for clients that send more than asked. Above: close
    /// 1009.</summary>
    public int WebSocketMessageBytes { get; init; } = 64 * 1024;

    /// <summary>From ping to ping of a WebSocket. Contract section 7.</summary>
    public TimeSpan WebSocketPingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without any byte of the peer, pongs included. Contract section 7. Above: close 1008.</summary>
    public TimeSpan WebSocketSilence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From our close frame to the peer's; then the connection ends without it. A round trip of a bad line, and shorter than the
    /// grace of a shutdown.</summary>
    public TimeSpan WebSocketCloseTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
