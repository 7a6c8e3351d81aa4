namespace LinuxPatchApi.SystemTests.Families;

/// <summary>What a campaign of kills needs to know of a family's root.</summary>
internal interface ICrashRoot
{
    /// <summary>A package that is not installed and needs nothing else.</summary>
    string New { get; }

    /// <summary>Packages with an update, and their present version.</summary>
    IReadOnlyList<string> Old { get; }

    string OldVersion { get; }

    /// <summary>True when some updates go in without the others.</summary>
    bool TakesParts { get; }

    /// <summary>True when the undo of an installation is to be had.</summary>
    bool RollsBack { get; }

    /// <summary>Versions by name, by the package manager's own tool; throws when its own check finds anything.</summary>
    Task<IReadOnlyDictionary<string, string>> CheckedAsync();

    /// <summary>The starting state again.</summary>
    Task RestoreAsync();
}
