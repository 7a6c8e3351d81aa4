using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Tls;

/// <summary>
/// What to do about certificate files that do not exist: the same words for start, check-config, doctor and the unit, so that none of them
/// only refers to another.
/// </summary>
internal static class MissingCertificates
{
    /// <summary>Returns what to do; null when every file exists that the agent cannot serve without.</summary>
    public static string? Remedy(TlsSettings tls)
    {
        string[] needed = [tls.CaCertificatePath, tls.ServerCertificatePath, ServerKeyFile.Choose(tls.ServerKeyPaths)];
        return Remedy(tls, [.. needed.Where(path => !File.Exists(path))]);
    }

    /// <summary>Pure.</summary>
    /// <param name="missing">The files that do not exist.</param>
    public static string? Remedy(TlsSettings tls, IReadOnlyList<string> missing)
    {
        if (missing.Count == 0)
        {
            return null;
        }

        // A fresh installation has none of them yet.
        var isFresh = missing.Contains(tls.ServerCertificatePath) && missing.Contains(tls.CaCertificatePath);
        var start = InitCommands.Here.Start("linux-patch-api");
        var them = missing.Count == 1 ? "it" : "them";
        return isFresh
            ? "make them with 'linux-patch-api setup --allow ADDRESS', or enrol with a manager: 'linux-patch-api enroll'; "
                + $"or put those of your own CA at {tls.CaCertificatePath}, {tls.ServerCertificatePath} and {tls.ServerKeyPaths[0]}, "
                + $"then '{start}'"
            : $"put {them} there ({string.Join(" and ", missing)}), then start the agent again: '{start}'";
    }
}
