namespace LinuxPatchApi.Http.Limits;

/// <summary>Every limit on what a peer can make large, many or slow. Defaults state their origin; sizes are in bytes.</summary>
public sealed record HttpLimits
{
    /// <summary>
    /// Least bits of an RSA key in a client's chain: OpenSSL's security level 2, and what the server's own key must have.
    /// </summary>
    public const int ClientRsaBits = 2048;

    /// <summary>
    /// Most bits of an RSA key that a client sends. Origin: twice the largest in use; verifying a signature with 16384 bits takes eight
    /// times as long as with 4096.
    /// </summary>
    public const int ClientRsaBitsMost = 8192;

    /// <summary>
    /// Most certificates from the client's to the root, both included. The fleet manager's chains have two, those of public authorities
    /// three or four; each costs a signature verification.
    /// </summary>
    public const int ClientChainLength = 5;

    /// <summary>
    /// Most certificates that a client may send in a handshake. Origin: <see cref="ClientChainLength"/>, root included, plus one for a
    /// cross-signed intermediate; each costs a third of a millisecond when refused. Above: refused before a chain is built.
    /// </summary>
    public const int ClientListLength = 6;

    /// <summary>
    /// Bytes of all certificates that a client sends in a handshake. Origin: <see cref="ClientChainLength"/> certificates with RSA keys of
    /// 4096 bits have 2 KB each, one with many names three times that. Above: the handshake fails before any chain is built.
    /// </summary>
    public const int ClientListBytes = 16 * 1024;

    /// <summary>
    /// Request line without its CRLF. RFC 9112 section 3 recommends at least 8000; nginx and Apache use 8 KiB. Above: 414.
    /// </summary>
    public int RequestLineBytes { get; init; } = 8 * 1024;

    /// <summary>Request target: the length that RFC 9112 section 3 recommends every server to support. Above: 414.</summary>
    public int TargetBytes { get; init; } = 8000;

    /// <summary>
    /// Request method. The longest registered one (UPDATEREDIRECTREF) has 17. Above: 400 rather than the 414 of a long line.
    /// </summary>
    public int MethodBytes { get; init; } = 32;

    /// <summary>Empty lines tolerated before a request line; RFC 9112 section 2.2 recommends at least one.</summary>
    public int LeadingEmptyLines { get; init; } = 1;

    /// <summary>Header fields of a request. Kestrel and Apache use 100. Above: 431.</summary>
    public int HeaderCount { get; init; } = 100;

    /// <summary>All header lines together, line ends included. The value of Kestrel and of nginx (4 x 8 KiB). Above: 431.</summary>
    public int HeaderBytes { get; init; } = 32 * 1024;

    /// <summary>One header line without its CRLF. Apache's LimitRequestFieldSize and nginx's buffer: 8 KiB. Above: 431.</summary>
    public int HeaderLineBytes { get; init; } = 8 * 1024;

    /// <summary>Decoded body. Contract section 3: JSON bodies of at most 1 MiB. Above: 413.</summary>
    public int BodyBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes of all bodies together; bodies of at most 4 KiB are not counted. Origin: two of the longest, because growing them creates as
    /// much garbage again, and a share; a manager's requests have some hundred bytes. Above: 503.
    /// </summary>
    public long BodyBytesInFlight { get; init; } = (2 * 1024 * 1024) + (256 * 1024);

    /// <summary>
    /// Bytes of bodies that a certificate or network may always hold: what it holds beyond leaves as much free for others. Origin: an
    /// install of 500 packages with their versions has 50 KB. Above: 503 while others use the rest.
    /// </summary>
    public long BodyBytesShare { get; init; } = 256 * 1024;

    /// <summary>
    /// Bytes of the bodies of one certificate, and of one network. Origin: the longest body, <see cref="BodyBytes"/>. Above: 503.
    /// </summary>
    public long BodyBytesOfClient { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes of all responses that wait for their readers; responses of at most 4 KiB are not counted. Origin: 128 lists being sent in
    /// pieces of 32 KiB. A response above a client's share of it is counted apart: <see cref="AnswerBudget"/>. Above: 503.
    /// </summary>
    public long AnswerBytesInFlight { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Least bytes per second that a reader must accept after <see cref="AnswerRateGrace"/>; only time blocked on sending counts. Kestrel's
    /// MinResponseDataRate is 240; here a reader may hold a list of 20 MB, so the limit is what a 128 kbit/s line carries. Below: the
    /// connection is cut.
    /// </summary>
    public int AnswerBytesPerSecond { get; init; } = 16 * 1024;

    /// <summary>
    /// Time before <see cref="AnswerBytesPerSecond"/> applies. Origin: twice Kestrel's 5 s, because sent bytes are counted per piece.
    /// </summary>
    public TimeSpan AnswerRateGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Socket buffer in each direction, as set on the socket (the kernel doubles it). Origin: a 10 Mbit/s line with 100 ms delay; by
    /// default the kernel grows them to 4 and 6 MB, which count against the unit's MemoryMax.
    /// </summary>
    public int SocketBufferBytes { get; init; } = 128 * 1024;

    /// <summary>
    /// Hexadecimal digits of a chunk size: eight mean up to 4 GiB, far above any accepted body, and cannot overflow. Above: 400.
    /// </summary>
    public int ChunkSizeDigits { get; init; } = 8;

    /// <summary>Extension bytes per chunk. No known client sends any; signed uploads (aws-chunked) stay below 100. Above: 400.</summary>
    public int ChunkExtensionBytes { get; init; } = 256;

    /// <summary>
    /// Size lines, extensions and line ends of a chunked body together, so that tiny chunks cannot multiply the work. Above: 400.
    /// </summary>
    public int ChunkFramingBytes { get; init; } = 256 * 1024;

    /// <summary>Trailer fields of a chunked body; they are validated and dropped. Above: 431.</summary>
    public int TrailerCount { get; init; } = 16;

    /// <summary>Trailer lines together. Above: 431.</summary>
    public int TrailerBytes { get; init; } = 4 * 1024;

    /// <summary>Unread body bytes that are read and dropped to keep a connection open; with more left, the connection is closed.</summary>
    public int DrainBytes { get; init; } = 64 * 1024;

    /// <summary>Pipelined requests answered in a row before the loop yields to other connections (not an error).</summary>
    public int PipelinedRequests { get; init; } = 16;

    /// <summary>
    /// Requests per connection before it is closed in an orderly way (nginx keepalive_requests: 1000; ours allows long benchmarks).
    /// </summary>
    public int RequestsPerConnection { get; init; } = 100_000;

    /// <summary>
    /// From the first byte of a request to the end of its head; also from the handshake to the first byte. Configuration
    /// server.timeout_seconds, 30 in existing installations. Above: 408, or a plain close when nothing has arrived.
    /// </summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From the first read of a body to its end; server.timeout_seconds as well. Above: 408.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least bytes per second of a body after <see cref="BodyRateGrace"/>. Kestrel's MinRequestBodyDataRate. Below: 408.</summary>
    public int BodyBytesPerSecond { get; init; } = 240;

    /// <summary>Time before <see cref="BodyBytesPerSecond"/> applies. Kestrel's value.</summary>
    public TimeSpan BodyRateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Idle time between two requests. Kestrel 130 s, nginx 75 s; far above the manager's poll interval of 10 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>From accept to the end of the TLS handshake. Kestrel's value.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the peer to accept one write (at most 16 KiB); then the connection is cut. nginx send_timeout: 60 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long input is read and dropped after the last response, so that a reset does not destroy the response in flight (RFC 9112
    /// section 9.6).
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most bytes read and dropped after the last response; see <see cref="LingerTimeout"/>.</summary>
    public int LingerBytes { get; init; } = 256 * 1024;

    /// <summary>How long shutdown waits for handlers whose connections were cut. Handlers normally end at once when cancelled.</summary>
    public TimeSpan CutTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// From finding that a certificate is revoked, or an address denied, until its connection is cut; no further request is answered.
    /// Leaves time for the response in progress; lists and plans take less.
    /// </summary>
    public TimeSpan EndGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longest life of a connection after its handshake, so that a certificate is verified again from time to time. Origin: the shortest
    /// certificates in use last a day; a polling client reconnects once a day without noticing.
    /// </summary>
    public TimeSpan ConnectionAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How often an open connection compares its certificate with the wall clock, whose steps move no timer. Origin: an idle connection
    /// lasts about as long (<see cref="KeepAliveTimeout"/>), so hardly any timer fires for it.
    /// </summary>
    public TimeSpan LifeCheckInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Open connections in total. 500 idle ones at 24 KB each are budgeted; twice that is where we stop.</summary>
    public int Connections { get; init; } = 1024;

    /// <summary>
    /// Open connections per network (an IPv4 address, an IPv6 /64). The manager uses a handful; a NAT may hide several clients.
    /// </summary>
    public int ConnectionsPerAddress { get; init; } = 128;

    /// <summary>
    /// Open connections per certificate. Origin: half of the total, so that none can use all places. Above: closed after the handshake.
    /// </summary>
    public int ConnectionsPerCertificate { get; init; } = 512;

    /// <summary>
    /// One part in this many of <see cref="Connections"/> and <see cref="HandshakesInFlight"/> is reserved for addresses from which a
    /// certificate was accepted before. Origin: an eighth, 128 and 32.
    /// </summary>
    public int KeptPart { get; init; } = 8;

    /// <summary>
    /// Certificates whose addresses are remembered for <see cref="KeptPart"/>. Origin: four times the hosts of a manager's shift; an entry
    /// has about 1 KB.
    /// </summary>
    public int KnownCertificates { get; init; } = 256;

    /// <summary>Addresses remembered per certificate. Origin: a manager with two hosts, each with IPv4 and IPv6, twice.</summary>
    public int KnownAddressesPerCertificate { get; init; } = 8;

    /// <summary>
    /// How many handshakes one with a refused certificate counts as. Origin: its chain may cost several times a good one; a client with a
    /// wrong certificate still has twelve attempts per second.
    /// </summary>
    public int RefusedHandshakeCost { get; init; } = 4;

    /// <summary>Handshakes in flight in total. Each costs about 50 KB and up to 2 ms of CPU.</summary>
    public int HandshakesInFlight { get; init; } = 256;

    /// <summary>Handshakes in flight per network, so that one peer cannot use up <see cref="HandshakesInFlight"/>.</summary>
    public int HandshakesInFlightPerAddress { get; init; } = 64;

    /// <summary>
    /// Concurrently computing handshakes from addresses without an earlier accepted certificate; others wait within <see
    /// cref="HandshakeTimeout"/>. Origin: half of the processors, at least one; more at once would not be faster, and the other half serves
    /// requests and known clients.
    /// </summary>
    public int StrangersHandshakesAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Connections that continue a long response, a long body or pipelined requests at the same time; the others wait for their turn.
    /// Origin: as <see cref="StrangersHandshakesAtOnce"/>: the other processors serve short requests and new connections.
    /// </summary>
    public int LongWorkAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Handshakes per second and network, in the long run. At 2 ms of CPU each that is a tenth of a core. Configuration
    /// server.handshakes_per_second. Above: closed.
    /// </summary>
    public int HandshakesPerSecondPerAddress { get; init; } = 50;

    /// <summary>Handshakes that one address may start at once after a pause: as many as it may have connections.</summary>
    public int HandshakeBurst { get; init; } = 128;

    /// <summary>Addresses whose rate is tracked. Four times <see cref="Connections"/>; an entry has about 100 bytes.</summary>
    public int HandshakeRateAddresses { get; init; } = 4096;

    /// <summary>Interval between log lines about connections closed by the same limit: a flood must not fill the log.</summary>
    public TimeSpan OverLimitLogInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Interval between log lines about failed handshakes or refused requests per network (an IPv4 address, an IPv6 /64) and reason.
    /// Origin: as <see cref="OverLimitLogInterval"/>; the first one is logged at once, for whoever is debugging a client.
    /// </summary>
    public TimeSpan RefusalLogInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Networks and reasons tracked for those log lines; any beyond share one line. Origin: as <see cref="Connections"/>; an entry has
    /// about 100 bytes.
    /// </summary>
    public int RefusalsRemembered { get; init; } = 1024;

    /// <summary>
    /// Requests handled concurrently, long polls and event streams included; requests that wait for their body do not count. Above: 503
    /// with Retry-After.
    /// </summary>
    public int RequestsInFlight { get; init; } = 512;

    /// <summary>
    /// Connections that the kernel queues before accept. net.core.somaxconn is usually 128 before Linux 5.4 and 4096 since.
    /// </summary>
    public int Backlog { get; init; } = 512;

    /// <summary>
    /// Delay after an accept error such as EMFILE, so that a full descriptor table does not cause a busy loop. nginx: 500 ms.
    /// </summary>
    public TimeSpan AcceptRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// WebSocket message, fragments joined. Ours have about 100 bytes; the rest is room for verbose clients. Above: close 1009.
    /// </summary>
    public int WebSocketMessageBytes { get; init; } = 64 * 1024;

    /// <summary>Interval between WebSocket pings. Contract section 7.</summary>
    public TimeSpan WebSocketPingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest silence of a WebSocket peer, pongs included. Contract section 7. Above: close 1008.</summary>
    public TimeSpan WebSocketSilence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// From our close frame to the peer's; then the connection is closed without it. A round trip on a slow line, and shorter than the
    /// shutdown grace period.
    /// </summary>
    public TimeSpan WebSocketCloseTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
