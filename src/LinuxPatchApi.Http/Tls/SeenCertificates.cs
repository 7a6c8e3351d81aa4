namespace LinuxPatchApi.Http.Tls;

/// <summary>Fingerprints of certificates that a policy has accepted. Says nothing of whether they are good now. Bounded, thread-safe.</summary>
internal sealed class SeenCertificates
{
    /// <summary>Origin: as <see cref="HttpLimits.KnownCertificates"/>; beyond it all are forgotten, and each is looked at twice once more.</summary>
    public const int Most = 256;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _fingerprints = [];

    /// <summary>How many are remembered.</summary>
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

    /// <summary>Whether it was accepted before.</summary>
    /// <param name="fingerprint">SHA-256 of the certificate.</param>
    public bool Contains(ReadOnlySpan<byte> fingerprint)
    {
        lock (_lock)
        {
            return _fingerprints.Contains(Key(fingerprint));
        }
    }

    /// <summary>It was accepted.</summary>
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

    /// <summary>It was refused since: the next time it is looked at early again.</summary>
    public void Remove(ReadOnlySpan<byte> fingerprint)
    {
        lock (_lock)
        {
            _fingerprints.Remove(Key(fingerprint));
        }
    }

    /// <summary>Half of the hash is enough: who finds two certificates with it is judged by the framework's callback all the same.</summary>
    private static UInt128 Key(ReadOnlySpan<byte> fingerprint) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(fingerprint);
}
