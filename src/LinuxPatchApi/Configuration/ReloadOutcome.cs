namespace LinuxPatchApi.Configuration;

internal enum ReloadOutcome
{
    /// <summary>The file says what it said before.</summary>
    Unchanged,

    /// <summary>The new version is in force, save for keys that a warning names.</summary>
    Applied,

    /// <summary>The new version is wrong; the old one stays in force and health is degraded.</summary>
    Rejected,
}
