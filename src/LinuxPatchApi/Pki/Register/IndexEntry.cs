namespace LinuxPatchApi.Pki.Register;

/// <summary>
/// One issued certificate. <paramref name="Serial"/> is upper-case hexadecimal; <paramref name="RevokedAt"/> is null while good.
/// </summary>
internal sealed record IndexEntry(
    string Serial, string Use, string Name, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? RevokedAt);
