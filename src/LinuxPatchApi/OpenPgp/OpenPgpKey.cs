namespace LinuxPatchApi.OpenPgp;

/// <summary>What a key of a keyring is good for.</summary>
/// <param name="Fingerprint">Upper-case hexadecimal.</param>
/// <param name="IsRevoked">The owner has revoked the whole key.</param>
/// <param name="Signing">The parts of it that may sign data: itself, subkeys. Revoked ones are left out.</param>
internal sealed record OpenPgpKey(string Fingerprint, bool IsRevoked, IReadOnlyList<SigningKey> Signing)
{
    /// <summary>Why package managers refuse its signatures whatever the date, as a clause; null when they do not.</summary>
    public string? WhyWeak { get; init; }

    /// <summary>When nothing of it can sign any more; null: never. Now, when it is revoked or cannot sign at all.</summary>
    public DateTimeOffset? Until => IsRevoked || Signing.Count == 0 ? DateTimeOffset.MinValue
        : Signing.Any(one => one.ExpiresAt is null) ? null
        : Signing.Max(one => one.ExpiresAt);
}

/// <summary>A key of a keyring that verifies nothing, because it could not be read or is not vouched for by itself.</summary>
/// <param name="Fingerprint">Upper-case hexadecimal; null when its form is not known.</param>
/// <param name="KeyId">As <see cref="PublicKey.KeyId"/>; null when its form is not known.</param>
/// <param name="Why">A clause whose subject is the key.</param>
internal sealed record UnusableKey(string? Fingerprint, string? KeyId, string Why)
{
    /// <param name="issuer">Fingerprint or key id, as a signature names it.</param>
    public bool Is(string issuer) => issuer == Fingerprint || issuer == KeyId;

    public override string ToString() => Fingerprint is null ? $"a key in it {Why}" : $"the key {Fingerprint} {Why}";
}

/// <summary>A key or subkey that signs data.</summary>
/// <param name="ExpiresAt">The earlier of its own end and that of the primary key; null: never.</param>
internal sealed record SigningKey(string Fingerprint, string KeyId, DateTimeOffset? ExpiresAt)
{
    /// <param name="issuer">Fingerprint or key id, as a signature names it.</param>
    public bool Is(string issuer) => issuer == Fingerprint || issuer == KeyId;
}

/// <summary>The state of keys together.</summary>
internal enum KeyStatus
{
    Valid,
    Expired,
    Missing,
    Revoked,
}
