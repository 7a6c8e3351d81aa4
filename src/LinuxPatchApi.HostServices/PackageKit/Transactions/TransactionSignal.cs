using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>One parsed signal of a transaction. Rows with an invalid package id have been dropped.</summary>
internal abstract record TransactionSignal
{
    private TransactionSignal()
    {
    }

    public sealed record Properties(PropertyBag Changed) : TransactionSignal;

    /// <summary>PackageKit's name has another owner, or none.</summary>
    public sealed record OwnerChanged(string? Owner) : TransactionSignal;

    public sealed record Packages(IReadOnlyList<PackageKitPackage> Rows) : TransactionSignal;

    public sealed record ItemProgress(PackageId Id, PackageKitStatus Status, uint Percentage) : TransactionSignal;

    public sealed record Failed(PackageKitError Error) : TransactionSignal;

    public sealed record RestartRequired(PackageKitRestartHint Hint) : TransactionSignal;

    public sealed record UpdateDetails(IReadOnlyList<PackageKitUpdateDetail> Rows) : TransactionSignal;

    public sealed record Details(PackageKitDetails Row) : TransactionSignal;

    public sealed record Files(PackageKitFiles Row) : TransactionSignal;

    public sealed record Repository(PackageKitRepository Row) : TransactionSignal;

    public sealed record PastTransaction(PackageKitPastTransaction Row) : TransactionSignal;

    public sealed record ConsentRequired(PackageKitConsent Consent) : TransactionSignal;

    public sealed record Finished(PackageKitExit Exit, uint RuntimeMs) : TransactionSignal;

    /// <summary>The object is gone.</summary>
    public sealed record Destroyed : TransactionSignal;
}
