using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Client;

/// <summary>Whom to believe, and how much to take.</summary>
public sealed record FetchOptions
{
    /// <summary>The only roots, and intermediates that help to reach them. The system's are never used.</summary>
    public required X509Certificate2Collection Authorities { get; init; }

    /// <summary>Shown when the other end asks for a certificate, with its private key; null: none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Sent beside <see cref="Certificate"/>.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>A last word on the other end's chain, leaf first, when it is good otherwise; null: it is good.</summary>
    public Func<IReadOnlyList<X509Certificate2>, bool>? Accept { get; init; }

    /// <summary>Where to connect; null: to the address that is asked for. Its name is sent and checked all the same.</summary>
    public IPEndPoint? ConnectTo { get; init; }

    /// <summary>Bytes of the body.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>From the first look-up to the last byte.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Product token of the User-Agent field.</summary>
    public required string UserAgent { get; init; }

    /// <summary>Clock for the deadline and for validity periods.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
