namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>dpkg wrote its database so often that no reading of it was one of one moment; the same may succeed a moment later.</summary>
internal sealed class DpkgBusyException(string message) : IOException(message);
