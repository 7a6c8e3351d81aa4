namespace LinuxPatchApi.Packages.Planning;

/// <summary>
/// The agent and what it stands on: without these the host cannot be patched, reached or started again. They are removed only with
/// <c>force</c>, and changed only for an admin. Pure.
/// </summary>
internal static class ProtectedPackages
{
    /// <summary>The package of this program.</summary>
    public const string Agent = "linux-patch-api";

    /// <summary>Under the names of every distribution that the agent runs on, the daemons' own parts included.</summary>
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        Agent,
        "packagekit", "apk-polkit-rs",
        "polkitd", "policykit-1", "polkit",
        "dbus", "dbus-daemon", "dbus-broker", "dbus-system-bus-common",
        "systemd", "systemd-sysv", "init", "openrc", "elogind",
        "dpkg", "apt", "rpm", "dnf", "dnf5", "libdnf5", "pacman", "apk-tools",
    };

    public static IReadOnlyCollection<string> All => Names;

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>Whether a client's word for a package or patch means one: a name may carry an architecture, and a patch may be named by its
    /// package id.</summary>
    public static bool IsMeant(string spec)
    {
        var end = spec.AsSpan().IndexOfAny(':', ';');
        return Contains(end < 0 ? spec : spec[..end]);
    }
}
