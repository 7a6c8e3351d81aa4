using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>
/// <paramref name="Material"/> is null exactly when a problem is fatal; its revocation lists are those of <paramref name="Crls"/>.
/// </summary>
internal sealed record TlsLoadResult(TlsMaterial? Material, CrlSources? Crls, IReadOnlyList<TlsProblem> Problems);
