namespace LinuxPatchApi.Tls;

/// <summary><paramref name="Material"/> is null exactly when a problem is fatal.</summary>
internal sealed record TlsLoadResult(TlsMaterial? Material, IReadOnlyList<TlsProblem> Problems);
