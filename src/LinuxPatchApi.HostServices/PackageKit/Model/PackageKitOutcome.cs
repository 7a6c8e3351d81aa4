using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>
/// Everything that a transaction reported until its end. Package rows do not prove what changed: some transactions changed packages without
/// reporting any, others reported success and did nothing. Compare the installed sets.
/// </summary>
public sealed record PackageKitOutcome
{
    /// <summary>The reported exit; Unknown when the daemon was lost.</summary>
    public required PackageKitExit Exit { get; init; }

    /// <summary>The last reported error; null when there was none.</summary>
    public PackageKitError? Error { get; init; }

    /// <summary>
    /// True when the daemon or the transaction object went away before reporting an end. What the transaction did is unknown.
    /// </summary>
    public bool DaemonLost { get; init; }

    /// <summary>Run time in milliseconds as the daemon reported it; 0 when lost.</summary>
    public uint RuntimeMs { get; init; }

    /// <summary>Package rows in the order reported; a package may appear several times, once per step.</summary>
    public IReadOnlyList<PackageKitPackage> Packages { get; init; } = [];

    public IReadOnlyList<PackageKitUpdateDetail> UpdateDetails { get; init; } = [];

    public IReadOnlyList<PackageKitDetails> Details { get; init; } = [];

    public IReadOnlyList<PackageKitFiles> Files { get; init; } = [];

    public IReadOnlyList<PackageKitRepository> Repositories { get; init; } = [];

    public IReadOnlyList<PackageKitPastTransaction> PastTransactions { get; init; } = [];

    public IReadOnlyList<PackageKitRestartHint> Restarts { get; init; } = [];

    /// <summary>Consents (signing key, licence, medium) that the transaction stopped for.</summary>
    public IReadOnlyList<PackageKitConsent> Consents { get; init; } = [];

    public bool Succeeded => Exit == PackageKitExit.Success;
}
