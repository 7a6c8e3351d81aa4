using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>
/// What was read. <paramref name="Material"/> is null exactly when a problem is fatal; its revocation lists come from <paramref
/// name="Crls"/>.
/// </summary>
internal sealed record TlsLoadResult(TlsMaterial? Material, CrlSources? Crls, IReadOnlyList<TlsProblem> Problems);
