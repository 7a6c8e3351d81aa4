using System.Text;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Package ids, names and versions as the package manager and clients send them.</summary>
internal static class PackageIdTarget
{
    public static void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Allocations.Bounded(
            input,
            () =>
            {
                if (PackageId.TryParse(text, out var id))
                {
                    Violation.Unless(PackageId.TryParse(id.ToString(), out var again) && again.Equals(id), "written again it is another");
                }
            });
        _ = NameRules.IsPackage(text);
        _ = NameRules.IsPattern(text);
        _ = NameRules.IsService(text);
        var parts = text.Split(';', 2);
        var other = parts.Length > 1 ? parts[1] : "1.0";
        var order = DebianVersion.Order.Compare(parts[0], other);
        Violation.Unless(Math.Sign(order) == -Math.Sign(DebianVersion.Order.Compare(other, parts[0])), "the order of versions is not one");
    }
}
