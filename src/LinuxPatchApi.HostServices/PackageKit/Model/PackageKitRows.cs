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

/// <summary>The files of one installed package (signal Files).</summary>
public sealed record PackageKitFiles(PackageId Id, IReadOnlyList<string> Paths);

/// <summary>One package source (signal RepoDetail). On apt the id of a one-line source is the line itself.</summary>
public sealed record PackageKitRepository(string Id, string Description, bool Enabled);

/// <summary>A restart that a transaction requested (signal RequireRestart). Not a complete source: apt misses the first one.</summary>
/// <param name="Restart">What to restart.</param>
/// <param name="Id">The package that requires it; null when the daemon named none.</param>
public sealed record PackageKitRestartHint(PackageKitRestart Restart, PackageId? Id);

/// <summary>
/// A consent that a transaction needs and stopped for (signals RepoSignatureRequired, EulaRequired, MediaChangeRequired).
/// </summary>
/// <param name="Signal">The name of the signal.</param>
/// <param name="Fields">Its arguments in order, as text.</param>
public sealed record PackageKitConsent(string Signal, IReadOnlyList<string> Fields);

/// <summary>The error that a transaction reported before it finished (signal ErrorCode).</summary>
public sealed record PackageKitError(PackageKitErrorCode Code, string Text);
