using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.HostServices.Native;

/// <summary>The user that we authenticate to the bus as.</summary>
internal static partial class UserIdentity
{
    /// <summary>The effective user id, in decimal digits.</summary>
    public static string Effective => GetEffectiveUserId().ToString(CultureInfo.InvariantCulture);

    /// <summary>geteuid(2). Breaks: never.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
