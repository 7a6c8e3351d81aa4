namespace LinuxPatchApi.Packages.Engines;

/// <summary>What a package manager's own words say beyond an engine's error code. Locale C, in which all of them are asked.</summary>
internal interface IFailureTexts
{
    /// <summary>Whether somebody else holds a lock, whatever code the engine gives.</summary>
    bool IsHeldLock(string text);

    /// <summary>Whether a failure to get a lock is for another cause, which no waiting cures.</summary>
    bool IsNoLock(string text);

    /// <summary>Whether a script of a package failed.</summary>
    bool IsScript(string text);
}

/// <summary>Shares of a change's phases in the whole, in percent.</summary>
internal readonly record struct PhaseShares(int Preparation, int Download, int Install);
