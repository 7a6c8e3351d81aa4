using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>
/// What one transaction told so far. Gets its messages in order; knows no bus. Signals that are unknown, or known with other
/// arguments, are ignored, because releases add some.
/// </summary>
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

    /// <summary>Takes one message.</summary>
    public void Apply(DBusMessage message)
    {
        if (Outcome is not null)
        {
            return;
        }

        switch (message.Header.Interface)
        {
            case PackageKitNames.TransactionInterface:
                ApplySignal(message);
                break;
            case BusNames.PropertiesInterface when message.Header is { Member: BusNames.PropertiesChanged, Signature: "sa{sv}as" }:
                MessageReader reader = message.GetBodyReader();
                if (reader.ReadString() == PackageKitNames.TransactionInterface)
                {
                    ApplyProperties(new PropertyBag(reader.ReadDictionary()));
                }

                break;
            case BusNames.Bus when message.Header is { Member: BusNames.NameOwnerChanged, Signature: "sss", Sender: BusNames.Bus }:
                if (BusCalls.ReadNewOwner(message) != owner)
                {
                    Lose();
                }

                break;
        }
    }

    /// <summary>Takes properties that changed, or all of them.</summary>
    public void ApplyProperties(PropertyBag bag)
    {
        PackageKitProgress progress = SignalReader.Merge(Progress, bag);
        if (progress != Progress)
        {
            Progress = progress;
            observer?.Invoke(new PackageKitEvent.Progressed(progress));
        }
    }

    /// <summary>The daemon or the object is gone without an end.</summary>
    public void Lose() => Outcome ??= End(PackageKitExit.Unknown, 0) with { DaemonLost = true };

    private void ApplySignal(DBusMessage message)
    {
        MessageReader reader = message.GetBodyReader();
        switch ((message.Header.Member, message.Header.Signature))
        {
            case ("Package", "uss"):
                AddPackage(SignalReader.ReadPackage(ref reader));
                break;
            case ("Packages", "a(uss)"):
                for (ArrayEnd end = reader.ReadArrayStart(8); reader.HasNext(end);)
                {
                    reader.AlignStruct();
                    AddPackage(SignalReader.ReadPackage(ref reader));
                }

                break;
            case ("ItemProgress", "suu"):
                ApplyItemProgress(ref reader);
                break;
            case ("ErrorCode", "us"):
                _error = new PackageKitError((PackageKitErrorCode)reader.ReadUInt32(), reader.ReadString());
                observer?.Invoke(new PackageKitEvent.Failed(_error));
                break;
            case ("RequireRestart", "us"):
                _restarts.Add(SignalReader.ReadRestart(ref reader));
                observer?.Invoke(new PackageKitEvent.RestartRequired(_restarts[^1]));
                break;
            case ("Finished", "uu"):
                Outcome = End((PackageKitExit)reader.ReadUInt32(), reader.ReadUInt32());
                break;
            case ("Destroy", ""):
                Lose();
                break;
            default:
                ApplyAnswer(message, ref reader);
                break;
        }
    }

    /// <summary>Signals that carry the answer to a query.</summary>
    private void ApplyAnswer(DBusMessage message, ref MessageReader reader)
    {
        switch ((message.Header.Member, message.Header.Signature))
        {
            case ("UpdateDetail", SignalReader.UpdateDetailSignature):
                Add(_updateDetails, SignalReader.ReadUpdateDetail(ref reader));
                break;
            case ("UpdateDetails", $"a({SignalReader.UpdateDetailSignature})"):
                for (ArrayEnd end = reader.ReadArrayStart(8); reader.HasNext(end);)
                {
                    reader.AlignStruct();
                    Add(_updateDetails, SignalReader.ReadUpdateDetail(ref reader));
                }

                break;
            case ("Details", "a{sv}"):
                Add(_details, SignalReader.ReadDetails(new PropertyBag(reader.ReadDictionary())));
                break;
            case ("Files", "sas"):
                Add(_files, SignalReader.ReadFiles(ref reader));
                break;
            case ("RepoDetail", "ssb"):
                _repositories.Add(new PackageKitRepository(reader.ReadString(), reader.ReadString(), reader.ReadBool()));
                break;
            case ("Transaction", "osbuusus"):
                _pastTransactions.Add(SignalReader.ReadPastTransaction(ref reader));
                break;
            case ("RepoSignatureRequired", "sssssssu") or ("EulaRequired", "ssss") or ("MediaChangeRequired", "uss"):
                _consents.Add(SignalReader.ReadConsent(message));
                break;
        }
    }

    private void AddPackage(PackageKitPackage? package)
    {
        Add(_packages, package);
        if (package is not null)
        {
            observer?.Invoke(new PackageKitEvent.PackageReported(package));
        }
    }

    private void ApplyItemProgress(ref MessageReader reader)
    {
        string id = reader.ReadString();
        var status = (PackageKitStatus)reader.ReadUInt32();
        uint percentage = reader.ReadUInt32();
        if (PackageId.TryParse(id, out PackageId? parsed))
        {
            observer?.Invoke(new PackageKitEvent.ItemProgressed(parsed, status, percentage));
        }
    }

    private static void Add<T>(List<T> list, T? item)
        where T : class
    {
        if (item is not null)
        {
            list.Add(item);
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
