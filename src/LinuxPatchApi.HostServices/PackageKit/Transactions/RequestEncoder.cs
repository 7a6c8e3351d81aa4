using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Model;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>Converts requests to method calls on a transaction object.</summary>
internal static class RequestEncoder
{
    private static readonly string[] Hints =
        ["locale=C.UTF-8", "background=false", "interactive=false", "supports-plural-signals=true"];

    /// <summary>Prevents an implicit metadata refresh; RefreshCache does that on request.</summary>
    private static readonly string AnyCacheAge = $"cache-age={uint.MaxValue}";

    public static BusCall EncodeHints(string owner, string path, PackageKitRequest request) => new(
        owner,
        path,
        PackageKitNames.TransactionInterface,
        "SetHints",
        request is PackageKitRequest.RefreshCache ? Hints : [.. Hints, AnyCacheAge]);

    public static BusCall Encode(string owner, string path, PackageKitRequest request)
    {
        return request switch
        {
            PackageKitRequest.RefreshCache r => Call("RefreshCache", r.Force),
            PackageKitRequest.GetPackages r => Call("GetPackages", (ulong)r.Filters),
            PackageKitRequest.GetUpdates r => Call("GetUpdates", (ulong)r.Filters),
            PackageKitRequest.GetRepoList r => Call("GetRepoList", (ulong)r.Filters),
            PackageKitRequest.RepairSystem r => Call("RepairSystem", (ulong)r.Flags),
            PackageKitRequest.GetUpdateDetail r => Call("GetUpdateDetail", Raw(r.Ids)),
            PackageKitRequest.GetDetails r => Call("GetDetails", Raw(r.Ids)),
            PackageKitRequest.GetFiles r => Call("GetFiles", Raw(r.Ids)),
            PackageKitRequest.Resolve r => Call("Resolve", (ulong)r.Filters, r.Names.ToArray()),
            PackageKitRequest.DependsOn r => Call("DependsOn", (ulong)r.Filters, Raw(r.Ids), r.Recursive),
            PackageKitRequest.RequiredBy r => Call("RequiredBy", (ulong)r.Filters, Raw(r.Ids), r.Recursive),
            PackageKitRequest.InstallPackages r => Call("InstallPackages", (ulong)r.Flags, Raw(r.Ids)),
            PackageKitRequest.UpdatePackages r => Call("UpdatePackages", (ulong)r.Flags, Raw(r.Ids)),
            PackageKitRequest.InstallFiles r => Call("InstallFiles", (ulong)r.Flags, r.Paths.ToArray()),
            PackageKitRequest.RemovePackages r => Call("RemovePackages", (ulong)r.Flags, Raw(r.Ids), r.AllowDependents, r.AutoRemove),
            PackageKitRequest.DownloadPackages r => Call("DownloadPackages", r.StoreInCache, Raw(r.Ids)),
            PackageKitRequest.GetOldTransactions r => Call("GetOldTransactions", r.Number),
            _ => throw new InvalidOperationException($"No encoding for {request.GetType()}"),
        };

        BusCall Call(string member, params ReadOnlySpan<BusArgument> arguments) =>
            new(owner, path, PackageKitNames.TransactionInterface, member, arguments);
    }

    private static string[] Raw(IReadOnlyList<PackageId> ids) => [.. ids.Select(static id => id.Raw)];
}
