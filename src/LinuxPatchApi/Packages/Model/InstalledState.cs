namespace LinuxPatchApi.Packages.Model;

/// <summary>How far the installation of a package has come; dpkg's states, RPM and others know only the first.</summary>
internal enum InstalledState
{
    /// <summary>Unpacked and configured.</summary>
    Installed,

    /// <summary>Unpacking or removing was interrupted; its files may be of two versions, or missing.</summary>
    HalfInstalled,

    /// <summary>Unpacked, never configured.</summary>
    Unpacked,

    /// <summary>The post-installation script failed or was interrupted.</summary>
    HalfConfigured,

    /// <summary>Configured, and waits for the trigger of another package. Nothing may depend on it until that has run.</summary>
    TriggersAwaited,

    /// <summary>Has a trigger of its own to run. It works; dpkg runs the trigger with its next transaction.</summary>
    TriggersPending,

    /// <summary>Removed; only its configuration files are left. Never in the installed set.</summary>
    ConfigFiles,

    /// <summary>Known by name only. Never in the installed set.</summary>
    NotInstalled,
}

/// <summary>dpkg's words for the states.</summary>
internal static class InstalledStates
{
    private static readonly string[] Words =
    [
        "installed", "half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending", "config-files", "not-installed",
    ];

    public static string Word(this InstalledState state) => Words[(int)state];

    /// <summary>Null for a word that dpkg does not have.</summary>
    public static InstalledState? Parse(string word) =>
        Array.FindIndex(Words, w => string.Equals(w, word, StringComparison.OrdinalIgnoreCase)) is var index and >= 0 ? (InstalledState)index : null;
}
