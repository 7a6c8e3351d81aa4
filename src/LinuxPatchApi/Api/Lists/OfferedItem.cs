using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>An offered package in a list, decoded on access. Debian offers 63 500.</summary>
internal sealed class OfferedItem(PackedPackages packages, int index) : IListed
{
    public string Name => packages.Name(index);

    public string Version => packages.Version(index);

    public string Architecture => packages.Architecture(index);

    public string Status => "available";

    public bool Upgradable => false;

    public long? SizeBytes => packages.SizeBytes(index);

    /// <summary>Creates the document on every call.</summary>
    public Package Document() => PackageItems.Available(packages[index]);
}
