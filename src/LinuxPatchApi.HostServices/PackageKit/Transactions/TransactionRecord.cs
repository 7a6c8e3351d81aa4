using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>What one transaction has reported so far. Receives its signals in order; does not use the bus.</summary>
internal sealed class TransactionRecord(string owner, Action<PackageKitEvent>? observer)
{
    private readonly List<PackageKitPackage> _packages = [];
    private readonly List<PackageKitUpdateDetail> _updateDetails = [];
    private readonly List<PackageKitDetails> _details = [];
    private readonly List<PackageKitFiles> _files = [];
    private readonly List<PackageKitRepository> _repositories = [];
    private readonly List<PackageKitPastTransaction> _pastTransactions = [];
    private readonly List<PackageKitRestartHint> _restarts = [];
    private readonly List<PackageKitConsent> _consents = [];
    private PackageKitError? _error;

    /// <summary>The latest progress.</summary>
    public PackageKitProgress Progress { get; private set; } = PackageKitProgress.Initial;

    /// <summary>Set once by the end of the transaction.</summary>
    public PackageKitOutcome? Outcome { get; private set; }

    /// <summary>Applies one signal.</summary>
    public void Apply(TransactionSignal signal)
    {
        if (Outcome is not null)
        {
            return;
        }

        switch (signal)
        {
            case TransactionSignal.Properties properties:
                ApplyProperties(properties.Changed);
                break;
            case TransactionSignal.OwnerChanged change when change.Owner != owner:
            case TransactionSignal.Destroyed:
                Lose();
                break;
            case TransactionSignal.ItemProgress item:
                observer?.Invoke(new PackageKitEvent.ItemProgressed(item.Id, item.Status, item.Percentage));
                break;
            case TransactionSignal.Failed failed:
                _error = failed.Error;
                observer?.Invoke(new PackageKitEvent.Failed(failed.Error));
                break;
            case TransactionSignal.RestartRequired restart:
                _restarts.Add(restart.Hint);
                observer?.Invoke(new PackageKitEvent.RestartRequired(restart.Hint));
                break;
            case TransactionSignal.Finished finished:
                Outcome = End(finished.Exit, finished.RuntimeMs);
                break;
            default:
                ApplyAnswer(signal);
                break;
        }
    }

    /// <summary>Applies changed properties, or all of them.</summary>
    public void ApplyProperties(PropertyBag bag)
    {
        var progress = SignalReader.Merge(Progress, bag);
        if (progress != Progress)
        {
            Progress = progress;
            observer?.Invoke(new PackageKitEvent.Progressed(progress));
        }
    }

    /// <summary>Ends the record because the daemon or the transaction object is gone without a reported end.</summary>
    public void Lose() => Outcome ??= End(PackageKitExit.Unknown, 0) with { DaemonLost = true };

    /// <summary>Signals that carry the answer to a query.</summary>
    private void ApplyAnswer(TransactionSignal signal)
    {
        switch (signal)
        {
            case TransactionSignal.Packages packages:
                AddPackages(packages.Rows);
                break;
            case TransactionSignal.UpdateDetails details:
                _updateDetails.AddRange(details.Rows);
                break;
            case TransactionSignal.Details details:
                _details.Add(details.Row);
                break;
            case TransactionSignal.Files files:
                _files.Add(files.Row);
                break;
            case TransactionSignal.Repository repository:
                _repositories.Add(repository.Row);
                break;
            case TransactionSignal.PastTransaction past:
                _pastTransactions.Add(past.Row);
                break;
            case TransactionSignal.ConsentRequired required:
                _consents.Add(required.Consent);
                break;
        }
    }

    private void AddPackages(IReadOnlyList<PackageKitPackage> rows)
    {
        foreach (var package in rows)
        {
            _packages.Add(package);
            observer?.Invoke(new PackageKitEvent.PackageReported(package));
        }
    }

    private PackageKitOutcome End(PackageKitExit exit, uint runtimeMs) => new()
    {
        Exit = exit,
        Error = _error,
        RuntimeMs = runtimeMs,
        Packages = _packages,
        UpdateDetails = _updateDetails,
        Details = _details,
        Files = _files,
        Repositories = _repositories,
        PastTransactions = _pastTransactions,
        Restarts = _restarts,
        Consents = _consents,
    };
}
