using System.Text;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>An offered package in a list: half the size of its document. Debian offers 63 500.</summary>
internal sealed class OfferedItem : IListed
{
    private readonly byte[] _summary;
    private readonly string? _repository;
    private readonly long _size;

    public OfferedItem(AvailablePackage package)
    {
        (Name, Version, Architecture, _repository) = (package.Name, package.Version, package.Architecture, package.Repository);
        _summary = Encoding.UTF8.GetBytes(package.Summary);
        _size = package.SizeBytes ?? -1;
    }

    public string Name { get; }

    public string Version { get; }

    public string Architecture { get; }

    public string Status => "available";

    public bool Upgradable => false;

    public long? SizeBytes => _size < 0 ? null : _size;

    /// <summary>Creates the document on every call.</summary>
    public Package Document() => PackageItems.Available(
        new AvailablePackage(null, Name, Architecture, Version, _repository, Encoding.UTF8.GetString(_summary)) { SizeBytes = SizeBytes });
}
