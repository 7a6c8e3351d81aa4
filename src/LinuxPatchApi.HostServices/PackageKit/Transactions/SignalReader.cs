using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>
/// Parses transaction signals. Unknown signals, and known ones with other arguments, are ignored, because releases add some. Rows with an
/// invalid package id are dropped: they could not be sent back anyway.
/// </summary>
internal static class SignalReader
{
    /// <summary>Signature of one UpdateDetail, and of one element of UpdateDetails.</summary>
    public const string UpdateDetailSignature = "sasasasasasussuss";

    /// <summary>Parses a signal; null when it must be ignored.</summary>
    public static TransactionSignal? Read(BusMessage message) => message.Interface switch
    {
        PackageKitNames.TransactionInterface => ReadSignal(message),
        BusNames.PropertiesInterface when message is { Member: BusNames.PropertiesChanged, Signature: "sa{sv}as" } =>
            ReadProperties(message),
        BusNames.Bus when OwnerChange.Read(message) is { } change => new TransactionSignal.OwnerChanged(change.Owner),
        _ => null,
    };

    /// <summary>Updates progress with the changed properties.</summary>
    public static PackageKitProgress Merge(PackageKitProgress before, PropertyBag bag) => new(
        (PackageKitStatus?)bag.UInt32("Status") ?? before.Status,
        bag.UInt32("Percentage") ?? before.Percentage,
        bag.Bool("AllowCancel") ?? before.AllowCancel,
        bag.Text("LastPackage") ?? before.LastPackage,
        bag.UInt32("Speed") ?? before.SpeedBitsPerSecond,
        bag.UInt64("DownloadSizeRemaining") ?? before.DownloadSizeRemaining,
        (PackageKitRole?)bag.UInt32("Role") ?? before.Role);

    private static TransactionSignal.Properties? ReadProperties(BusMessage message)
    {
        var reader = message.GetBody();
        return reader.ReadString() == PackageKitNames.TransactionInterface
            ? new TransactionSignal.Properties(reader.ReadProperties())
            : null;
    }

    private static TransactionSignal? ReadSignal(BusMessage message)
    {
        var reader = message.GetBody();
        return (message.Member, message.Signature) switch
        {
            ("Package", "uss") => new TransactionSignal.Packages(ReadPackage(ref reader) is { } package ? [package] : []),
            ("Packages", "a(uss)") => new TransactionSignal.Packages(ReadRows(ref reader, ReadPackage)),
            ("ItemProgress", "suu") => ReadItemProgress(ref reader),
            ("ErrorCode", "us") =>
                new TransactionSignal.Failed(new PackageKitError((PackageKitErrorCode)reader.ReadUInt32(), reader.ReadString())),
            ("RequireRestart", "us") => new TransactionSignal.RestartRequired(ReadRestart(ref reader)),
            ("Finished", "uu") => new TransactionSignal.Finished((PackageKitExit)reader.ReadUInt32(), reader.ReadUInt32()),
            ("Destroy", "") => new TransactionSignal.Destroyed(),
            _ => ReadAnswer(message, ref reader),
        };
    }

    /// <summary>Signals that carry the answer to a query.</summary>
    private static TransactionSignal? ReadAnswer(BusMessage message, ref BodyReader reader) => (message.Member, message.Signature) switch
    {
        ("UpdateDetail", UpdateDetailSignature) =>
            new TransactionSignal.UpdateDetails(ReadUpdateDetail(ref reader) is { } detail ? [detail] : []),
        ("UpdateDetails", $"a({UpdateDetailSignature})") => new TransactionSignal.UpdateDetails(ReadRows(ref reader, ReadUpdateDetail)),
        ("Details", "a{sv}") => ReadDetails(reader.ReadProperties()) is { } details ? new TransactionSignal.Details(details) : null,
        ("Files", "sas") => ReadFiles(ref reader) is { } files ? new TransactionSignal.Files(files) : null,
        ("RepoDetail", "ssb") =>
            new TransactionSignal.Repository(new PackageKitRepository(reader.ReadString(), reader.ReadString(), reader.ReadBool())),
        ("Transaction", "osbuusus") => new TransactionSignal.PastTransaction(ReadPastTransaction(ref reader)),
        ("RepoSignatureRequired", "sssssssu") or ("EulaRequired", "ssss") or ("MediaChangeRequired", "uss") =>
            new TransactionSignal.ConsentRequired(ReadConsent(message)),
        _ => null,
    };

    private delegate T? RowReader<out T>(ref BodyReader reader);

    private static List<T> ReadRows<T>(ref BodyReader reader, RowReader<T> readRow)
        where T : class
    {
        var rows = new List<T>();
        for (var array = reader.ReadStructs(); reader.NextStruct(array);)
        {
            if (readRow(ref reader) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static TransactionSignal.ItemProgress? ReadItemProgress(ref BodyReader reader)
    {
        var id = reader.ReadString();
        var status = (PackageKitStatus)reader.ReadUInt32();
        var percentage = reader.ReadUInt32();
        return PackageId.TryParse(id, out var parsed) ? new TransactionSignal.ItemProgress(parsed, status, percentage) : null;
    }

    private static PackageKitPackage? ReadPackage(ref BodyReader reader)
    {
        var info = reader.ReadUInt32();
        var id = reader.ReadString();
        var summary = reader.ReadString();
        return PackageId.TryParse(id, out var parsed) ? PackageKitPackage.FromPacked(info, parsed, summary) : null;
    }

    private static PackageKitUpdateDetail? ReadUpdateDetail(ref BodyReader reader)
    {
        var id = reader.ReadString();
        var updates = reader.ReadTexts();
        var obsoletes = reader.ReadTexts();
        var vendorUrls = reader.ReadTexts();
        var bugzillaUrls = reader.ReadTexts();
        var cveUrls = reader.ReadTexts();
        var restart = (PackageKitRestart)reader.ReadUInt32();
        var text = reader.ReadString();
        var changelog = reader.ReadString();
        var state = (PackageKitUpdateState)reader.ReadUInt32();
        var issued = reader.ReadString();
        var updated = reader.ReadString();
        return PackageId.TryParse(id, out var parsed)
            ? new PackageKitUpdateDetail(
                parsed, updates, obsoletes, vendorUrls, bugzillaUrls, cveUrls, restart, text, changelog, state, issued, updated)
            : null;
    }

    private static PackageKitDetails? ReadDetails(PropertyBag bag)
    {
        // Some releases send the group as a number, and an unknown size as the largest number.
        var group = bag.Text("group") ?? bag.UInt64("group")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
        var size = bag.UInt64("size");
        var download = bag.UInt64("download-size");
        return PackageId.TryParse(bag.Text("package-id") ?? bag.Text("package_id"), out var id)
            ? new PackageKitDetails(
                id,
                bag.Text("license") ?? "",
                group,
                bag.Text("detail") ?? "",
                bag.Text("url") ?? "",
                size is null or ulong.MaxValue ? 0 : size.Value,
                download is ulong.MaxValue ? null : download,
                bag.Text("summary") ?? "")
            : null;
    }

    private static PackageKitFiles? ReadFiles(ref BodyReader reader)
    {
        var id = reader.ReadString();
        var paths = reader.ReadTexts();
        return PackageId.TryParse(id, out var parsed) ? new PackageKitFiles(parsed, paths) : null;
    }

    private static PackageKitPastTransaction ReadPastTransaction(ref BodyReader reader) => new(
        reader.ReadObjectPath(),
        reader.ReadString(),
        reader.ReadBool(),
        (PackageKitRole)reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadString(),
        reader.ReadUInt32(),
        reader.ReadString());

    private static PackageKitRestartHint ReadRestart(ref BodyReader reader)
    {
        var restart = (PackageKitRestart)reader.ReadUInt32();
        return new PackageKitRestartHint(restart, PackageId.TryParse(reader.ReadString(), out var id) ? id : null);
    }

    /// <summary>Reads the arguments of a consent request, all as text.</summary>
    private static PackageKitConsent ReadConsent(BusMessage message)
    {
        var reader = message.GetBody();
        var fields = new List<string>();
        foreach (var code in message.Signature)
        {
            fields.Add(code == 'u' ? reader.ReadUInt32().ToString(System.Globalization.CultureInfo.InvariantCulture) : reader.ReadString());
        }

        return new PackageKitConsent(message.Member, fields);
    }
}
