namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Fingerprints of certificates that a policy has accepted. Does not say whether they are valid now. Bounded, thread-safe.
/// </summary>
internal sealed class SeenCertificates
{
    /// <summary>
    /// Most fingerprints. Origin: as <see cref="HttpLimits.KnownCertificates"/>; above, all are dropped, and each is verified twice once
    /// more.
    /// </summary>
    public const int Most = 256;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _fingerprints = [];

    /// <summary>Number of fingerprints.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _fingerprints.Count;
            }
        }
    }

    /// <summary>True when the certificate was accepted before.</summary>
    /// <param name="fingerprint">SHA-256 of the certificate.</param>
    public bool Contains(ReadOnlySpan<byte> fingerprint)
    {
        lock (_lock)
        {
            return _fingerprints.Contains(Key(fingerprint));
        }
    }

    /// <summary>Records an accepted certificate.</summary>
    /// <param name="fingerprint">SHA-256 of the certificate.</param>
    public void Add(ReadOnlySpan<byte> fingerprint)
    {
        lock (_lock)
        {
            if (_fingerprints.Count >= Most)
            {
                _fingerprints.Clear();
            }
            _fingerprints.Add(Key(fingerprint));
        }
    }

    /// <summary>Removes a certificate that has been refused, so that the next handshake verifies it early.</summary>
    public void Remove(ReadOnlySpan<byte> fingerprint)
    {
        lock (_lock)
        {
            _fingerprints.Remove(Key(fingerprint));
        }
    }

    /// <summary>Half of the hash suffices: the framework's callback still verifies a certificate that collides.</summary>
    private static UInt128 Key(ReadOnlySpan<byte> fingerprint) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(fingerprint);
}
