namespace LinuxPatchApi.Packages.Engines;

/// <summary>Recognises failures by the package manager's own messages, in locale C, where the engine's error code is too general.</summary>
internal interface IFailureTexts
{
    /// <summary>True when another program holds a lock, whatever code the engine reports.</summary>
    bool IsHeldLock(string text);

    /// <summary>True when a lock could not be taken for another reason, so that waiting does not help.</summary>
    bool IsNoLock(string text);

    /// <summary>True when a package has no trusted signature, whatever code the engine reports.</summary>
    bool IsUnsigned(string text) => false;

    /// <summary>True when a repository could not be reached; only for engines without a code for that.</summary>
    bool IsNetwork(string text) => false;

    /// <summary>
    /// Returns the packages that stand in each other's way when the message is the solver's, whatever code the engine reports; empty when
    /// it names none, null when the message is another.
    /// </summary>
    IReadOnlyList<string>? Conflict(string text) => null;

    /// <summary>Returns where to find the reason that the message lacks; null where the message has it.</summary>
    string? Advice(string text) => null;

    /// <summary>True when a script of a package failed.</summary>
    bool IsScript(string text);
}

/// <summary>The share of each phase in a complete change, in percent.</summary>
internal readonly record struct PhaseShares(int Preparation, int Download, int Install);

/// <summary>What an engine needs to know about the packages that it changes.</summary>
internal interface IEngineFamily
{
    /// <summary>Recognises the messages of the family's package manager.</summary>
    IFailureTexts Failures { get; }

    PhaseShares Shares { get; }

    /// <summary>
    /// True when resolving the name of an installed package names no repository for the installed version, so that what is offered is asked
    /// for too.
    /// </summary>
    bool ResolvesInstalledOnly => false;

    /// <summary>
    /// True when the details of an update may come from an advisory. Where a family has none, an engine still names the page of the package
    /// and the day on which it was built.
    /// </summary>
    bool HasAdvisories => true;

    /// <summary>True when a running change stops on request.</summary>
    bool CanCancel(EngineInfo engine);

    /// <summary>Returns the API's name of the package manager behind an engine; the engine's own name where there is none.</summary>
    string WireNameOf(string flavour);
}
