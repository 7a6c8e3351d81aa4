using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>Converts the properties of the main object to a record.</summary>
internal static class DaemonReader
{
    /// <summary>Null when version or backend are missing.</summary>
    public static PackageKitDaemon? Read(PropertyBag bag)
    {
        if (bag.UInt32("VersionMajor") is not { } major || bag.Text("BackendName") is not { } backend)
        {
            return null;
        }

        var version = new Version((int)Math.Min(major, int.MaxValue), Part(bag.UInt32("VersionMinor")), Part(bag.UInt32("VersionMicro")));
        return new PackageKitDaemon(
            version,
            backend,
            bag.Text("BackendDescription") ?? "",
            bag.UInt64("Roles") ?? 0,
            (PackageKitNetwork)(bag.UInt32("NetworkState") ?? 0),
            bag.Text("DistroId") ?? "",
            bag.Bool("Locked") ?? false);
    }

    private static int Part(uint? number) => (int)Math.Min(number ?? 0, int.MaxValue);
}
