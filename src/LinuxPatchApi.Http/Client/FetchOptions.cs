using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Client;

/// <summary>Trust and limits of a fetch.</summary>
public sealed record FetchOptions
{
    /// <summary>The only trusted roots, and intermediates that help to reach them. The system's roots are never used.</summary>
    public required X509Certificate2Collection Authorities { get; init; }

    /// <summary>Client certificate with private key, sent when the server requests one; may be null.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Intermediates sent with <see cref="Certificate"/>.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>
    /// SHA-256 of the server's certificate in upper-case hexadecimal, as a person has compared it; replaces <see cref="Authorities"/>. Name
    /// and validity are verified all the same. Null to verify by the authorities.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>Additional check of the server's valid chain, leaf first; null accepts it.</summary>
    public Func<IReadOnlyList<X509Certificate2>, bool>? Accept { get; init; }

    /// <summary>Endpoint to connect to; null means the address of the URL. The URL's host name is sent and verified either way.</summary>
    public IPEndPoint? ConnectTo { get; init; }

    /// <summary>The method.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>A JSON document to send; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Value of the Idempotency-Key field, in letters, digits and hyphens; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Reads the body of every final status; otherwise any status but 200 is <see cref="FetchOutcome.WrongStatus"/>.</summary>
    public bool AnyStatus { get; init; }

    /// <summary>Most bytes of the body.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>From the first name lookup to the last byte.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Product token for the User-Agent field.</summary>
    public required string UserAgent { get; init; }

    /// <summary>Clock for the deadline and for validity periods.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
