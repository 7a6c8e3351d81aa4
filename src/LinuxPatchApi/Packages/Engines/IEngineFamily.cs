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

/// <summary>What an engine has to know of the packages that it changes.</summary>
internal interface IEngineFamily
{
    /// <summary>Its package manager's words for failures.</summary>
    IFailureTexts Failures { get; }

    /// <summary>How much of a change each phase takes.</summary>
    PhaseShares Shares { get; }

    /// <summary>Whether a running change stops when it is asked to.</summary>
    bool CanCancel(EngineInfo engine);

    /// <summary>What the API calls the package manager that an engine drives; the engine's own word where none is known.</summary>
    string WordOf(string flavour);
}
