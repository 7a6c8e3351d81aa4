using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>
/// Takes apart what transaction signals carry. A row whose package id is none is left out: it could not be handed back anyway.
/// </summary>
internal static class SignalReader
{
    /// <summary>Body of one UpdateDetail, and of one element of UpdateDetails.</summary>
    public const string UpdateDetailSignature = "sasasasasasussuss";

    public static PackageKitPackage? ReadPackage(ref MessageReader reader)
    {
        uint info = reader.ReadUInt32();
        string id = reader.ReadString();
        string summary = reader.ReadString();
        return PackageId.TryParse(id, out PackageId? parsed) ? PackageKitPackage.FromPacked(info, parsed, summary) : null;
    }

    public static PackageKitUpdateDetail? ReadUpdateDetail(ref MessageReader reader)
    {
        string id = reader.ReadString();
        string[] updates = reader.ReadArrayOfString();
        string[] obsoletes = reader.ReadArrayOfString();
        string[] vendorUrls = reader.ReadArrayOfString();
        string[] bugzillaUrls = reader.ReadArrayOfString();
        string[] cveUrls = reader.ReadArrayOfString();
        var restart = (PackageKitRestart)reader.ReadUInt32();
        string text = reader.ReadString();
        string changelog = reader.ReadString();
        var state = (PackageKitUpdateState)reader.ReadUInt32();
        string issued = reader.ReadString();
        string updated = reader.ReadString();
        return PackageId.TryParse(id, out PackageId? parsed)
            ? new PackageKitUpdateDetail(
                parsed, updates, obsoletes, vendorUrls, bugzillaUrls, cveUrls, restart, text, changelog, state, issued, updated)
            : null;
    }

    public static PackageKitDetails? ReadDetails(PropertyBag bag)
    {
        // Some releases send the group as a number, and a size that is not known as the largest number.
        string group = bag.Text("group") ?? bag.UInt64("group")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
        ulong? size = bag.UInt64("size");
        ulong? download = bag.UInt64("download-size");
        return PackageId.TryParse(bag.Text("package-id") ?? bag.Text("package_id"), out PackageId? id)
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

    public static PackageKitFiles? ReadFiles(ref MessageReader reader)
    {
        string id = reader.ReadString();
        string[] paths = reader.ReadArrayOfString();
        return PackageId.TryParse(id, out PackageId? parsed) ? new PackageKitFiles(parsed, paths) : null;
    }

    public static PackageKitPastTransaction ReadPastTransaction(ref MessageReader reader) => new(
        reader.ReadObjectPath(),
        reader.ReadString(),
        reader.ReadBool(),
        (PackageKitRole)reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadString(),
        reader.ReadUInt32(),
        reader.ReadString());

    public static PackageKitRestartHint ReadRestart(ref MessageReader reader)
    {
        var restart = (PackageKitRestart)reader.ReadUInt32();
        return new PackageKitRestartHint(restart, PackageId.TryParse(reader.ReadString(), out PackageId? id) ? id : null);
    }

    /// <summary>The arguments of a question, all as text.</summary>
    public static PackageKitConsent ReadConsent(DBusMessage message)
    {
        MessageReader reader = message.GetBodyReader();
        var fields = new List<string>();
        foreach (char code in message.Header.Signature)
        {
            fields.Add(code == 'u' ? reader.ReadUInt32().ToString(System.Globalization.CultureInfo.InvariantCulture) : reader.ReadString());
        }

        return new PackageKitConsent(message.Header.Member!, fields);
    }

    /// <summary>Progress with the properties that changed.</summary>
    public static PackageKitProgress Merge(PackageKitProgress before, PropertyBag bag) => new(
        (PackageKitStatus?)bag.UInt32("Status") ?? before.Status,
        bag.UInt32("Percentage") ?? before.Percentage,
        bag.Bool("AllowCancel") ?? before.AllowCancel,
        bag.Text("LastPackage") ?? before.LastPackage,
        bag.UInt32("Speed") ?? before.SpeedBitsPerSecond,
        bag.UInt64("DownloadSizeRemaining") ?? before.DownloadSizeRemaining,
        (PackageKitRole?)bag.UInt32("Role") ?? before.Role);
}
