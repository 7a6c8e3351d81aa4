using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit;


/// <summary>
/// Everything a transaction told until its end. The package rows are no proof of what changed: transactions were seen that
/// changed packages and told none, and such that told success and did nothing. Compare the installed sets.
/// </summary>
public sealed record PackageKitOutcome
{
    /// <summary>The exit told; Unknown when the daemon was lost.</summary>
    public required PackageKitExit Exit { get; init; }

    /// <summary>The last error told; null when there was none.</summary>
    public PackageKitError? Error { get; init; }

    /// <summary>The daemon, or the transaction object, went away before it told an end. What it did is unknown.</summary>
    public bool DaemonLost { get; init; }

    /// <summary>Run time as told by the daemon, milliseconds; 0 when lost.</summary>
    public uint RuntimeMs { get; init; }

    /// <summary>Package rows in the order told; a package may appear several times, once a step.</summary>
    public IReadOnlyList<PackageKitPackage> Packages { get; init; } = [];

    public IReadOnlyList<PackageKitUpdateDetail> UpdateDetails { get; init; } = [];

    public IReadOnlyList<PackageKitDetails> Details { get; init; } = [];

    public IReadOnlyList<PackageKitFiles> Files { get; init; } = [];

    public IReadOnlyList<PackageKitRepository> Repositories { get; init; } = [];

    public IReadOnlyList<PackageKitPastTransaction> PastTransactions { get; init; } = [];

    public IReadOnlyList<PackageKitRestartHint> Restarts { get; init; } = [];

    /// <summary>Questions (signing key, licence, medium) that kept it from going on.</summary>
    public IReadOnlyList<PackageKitConsent> Consents { get; init; } = [];

    public bool Succeeded => Exit == PackageKitExit.Success;
}
