namespace LinuxPatchApi.Packages.Model;

/// <summary>How far the installation of a package has come. These are dpkg's states; rpm and others have only the first.</summary>
internal enum InstalledState
{
    /// <summary>Unpacked and configured.</summary>
    Installed,

    /// <summary>Unpacking or removing was interrupted; the files may be of two versions, or missing.</summary>
    HalfInstalled,

    /// <summary>Unpacked, never configured.</summary>
    Unpacked,

    /// <summary>The post-installation script failed or was interrupted.</summary>
    HalfConfigured,

    /// <summary>Configured; the trigger of another package has yet to run. Nothing may depend on it until then.</summary>
    TriggersAwaited,

    /// <summary>Works, with a trigger of its own pending; dpkg runs it with its next transaction.</summary>
    TriggersPending,

    /// <summary>Removed; only its configuration files are left. Never in the installed set.</summary>
    ConfigFiles,

    /// <summary>Known by name only. Never in the installed set.</summary>
    NotInstalled,
}

/// <summary>dpkg's spelling of the states.</summary>
internal static class InstalledStates
{
    private static readonly string[] Spellings =
    [
        "installed", "half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending",
        "config-files", "not-installed",
    ];

    public static string Spelling(this InstalledState state) => Spellings[(int)state];

    /// <summary>Returns null for a state that dpkg does not have.</summary>
    public static InstalledState? Parse(string text) =>
        Array.FindIndex(Spellings, s => string.Equals(s, text, StringComparison.OrdinalIgnoreCase)) is var index and >= 0
            ? (InstalledState)index
            : null;
}
