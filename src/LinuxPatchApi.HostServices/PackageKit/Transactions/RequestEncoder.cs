using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.HostServices.PackageKit.Model;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>Requests to method calls on a transaction object.</summary>
internal static class RequestEncoder
{
    private static readonly string[] Hints =
        ["locale=C.UTF-8", "background=false", "interactive=false", "supports-plural-signals=true"];

    /// <summary>Never refresh metadata on the way: RefreshCache does that, when it is asked for.</summary>
    private static readonly string AnyCacheAge = $"cache-age={uint.MaxValue}";

    public static MessageBuffer EncodeHints(string owner, string path, PackageKitRequest request)
    {
        MessageWriter writer = Method(owner, path, "SetHints", "as");
        writer.WriteArrayOfString(request is PackageKitRequest.RefreshCache ? Hints : [.. Hints, AnyCacheAge]);
        return writer.CreateMessage();
    }

    public static MessageBuffer Encode(string owner, string path, PackageKitRequest request) => request switch
    {
        PackageKitRequest.RefreshCache r => WithBool(owner, path, "RefreshCache", r.Force),
        PackageKitRequest.GetPackages r => WithBits(owner, path, "GetPackages", (ulong)r.Filters),
        PackageKitRequest.GetUpdates r => WithBits(owner, path, "GetUpdates", (ulong)r.Filters),
        PackageKitRequest.GetRepoList r => WithBits(owner, path, "GetRepoList", (ulong)r.Filters),
        PackageKitRequest.RepairSystem r => WithBits(owner, path, "RepairSystem", (ulong)r.Flags),
        PackageKitRequest.GetUpdateDetail r => WithTexts(owner, path, "GetUpdateDetail", Raw(r.Ids)),
        PackageKitRequest.GetDetails r => WithTexts(owner, path, "GetDetails", Raw(r.Ids)),
        PackageKitRequest.GetFiles r => WithTexts(owner, path, "GetFiles", Raw(r.Ids)),
        PackageKitRequest.Resolve r => WithBitsAndTexts(owner, path, "Resolve", (ulong)r.Filters, r.Names),
        PackageKitRequest.DependsOn r => WithBitsAndTexts(owner, path, "DependsOn", (ulong)r.Filters, Raw(r.Ids), r.Recursive),
        PackageKitRequest.RequiredBy r => WithBitsAndTexts(owner, path, "RequiredBy", (ulong)r.Filters, Raw(r.Ids), r.Recursive),
        PackageKitRequest.InstallPackages r => WithBitsAndTexts(owner, path, "InstallPackages", (ulong)r.Flags, Raw(r.Ids)),
        PackageKitRequest.UpdatePackages r => WithBitsAndTexts(owner, path, "UpdatePackages", (ulong)r.Flags, Raw(r.Ids)),
        PackageKitRequest.InstallFiles r => WithBitsAndTexts(owner, path, "InstallFiles", (ulong)r.Flags, r.Paths),
        PackageKitRequest.RemovePackages r =>
            WithBitsAndTexts(owner, path, "RemovePackages", (ulong)r.Flags, Raw(r.Ids), r.AllowDependents, r.AutoRemove),
        PackageKitRequest.DownloadPackages r => Download(owner, path, r),
        PackageKitRequest.GetOldTransactions r => WithNumber(owner, path, "GetOldTransactions", r.Number),
        _ => throw new InvalidOperationException($"No encoding for {request.GetType()}"),
    };

    private static IEnumerable<string> Raw(IReadOnlyList<PackageId> ids) => ids.Select(static id => id.Raw);

    private static MessageWriter Method(string owner, string path, string member, string signature) =>
        MessageWriter.MethodCall(owner, path, PackageKitNames.TransactionInterface, member, signature);

    private static MessageBuffer WithBool(string owner, string path, string member, bool value)
    {
        MessageWriter writer = Method(owner, path, member, "b");
        writer.WriteBool(value);
        return writer.CreateMessage();
    }

    private static MessageBuffer WithNumber(string owner, string path, string member, uint value)
    {
        MessageWriter writer = Method(owner, path, member, "u");
        writer.WriteUInt32(value);
        return writer.CreateMessage();
    }

    private static MessageBuffer WithBits(string owner, string path, string member, ulong bits)
    {
        MessageWriter writer = Method(owner, path, member, "t");
        writer.WriteUInt64(bits);
        return writer.CreateMessage();
    }

    private static MessageBuffer WithTexts(string owner, string path, string member, IEnumerable<string> texts)
    {
        MessageWriter writer = Method(owner, path, member, "as");
        writer.WriteArrayOfString(texts);
        return writer.CreateMessage();
    }

    private static MessageBuffer WithBitsAndTexts(
        string owner, string path, string member, ulong bits, IEnumerable<string> texts, params ReadOnlySpan<bool> switches)
    {
        MessageWriter writer = Method(owner, path, member, "tas" + new string('b', switches.Length));
        writer.WriteUInt64(bits);
        writer.WriteArrayOfString(texts);
        foreach (bool value in switches)
        {
            writer.WriteBool(value);
        }

        return writer.CreateMessage();
    }

    private static MessageBuffer Download(string owner, string path, PackageKitRequest.DownloadPackages request)
    {
        MessageWriter writer = Method(owner, path, "DownloadPackages", "bas");
        writer.WriteBool(request.StoreInCache);
        writer.WriteArrayOfString(Raw(request.Ids));
        return writer.CreateMessage();
    }
}
