using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>One package row.</summary>
/// <param name="Info">State, update class or transaction step; for a query of updates security, bugfix and so on.</param>
/// <param name="Severity">Severity, packed with the info since PackageKit 1.2.4; Unknown when the daemon sent none.</param>
/// <param name="Id">The id, to be sent back unchanged.</param>
/// <param name="Summary">One line; may be empty.</param>
public sealed record PackageKitPackage(PackageKitInfo Info, PackageKitInfo Severity, PackageId Id, string Summary)
{
    private const uint InfoMask = 0xffff;
    private const int SeverityShift = 16;

    /// <summary>Unpacks the number of a Package signal: info in the low 16 bits, severity above.</summary>
    public static PackageKitPackage FromPacked(uint packed, PackageId id, string summary) =>
        new((PackageKitInfo)(packed & InfoMask), (PackageKitInfo)(packed >> SeverityShift), id, summary);
}
