namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// Reads holds from a host's own lists, where the package database has no marks. PackageKit's backends ignore some of these lists, and read
/// the others only when they start.
/// </summary>
internal interface IHolds
{
    /// <summary>Differs when a list was changed; a directory stands for the files that may be added to it.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>Reads the present lists. Fails when one cannot be read: the holds are unknown then.</summary>
    PackageResult<HoldList> Read();

    /// <summary>True for a package whose versions the host's settings, as last read, allow side by side.</summary>
    bool IsSideBySide(string name) => false;
}

/// <summary>Returns how a package is held, or its updates are hidden; null when neither.</summary>
internal delegate Hold? HoldList(InstalledPackage package);

/// <summary>Whether the package manager shows nothing of the updates that a list keeps out.</summary>
internal enum Hiding
{
    No,
    Always,

    /// <summary>As far as no repository offers the package at all.</summary>
    UnlessOffered,
}

/// <summary>What a host's own list does to a package.</summary>
/// <param name="IsHeld">False when only some repositories are not allowed to update it.</param>
internal sealed record Hold(string Origin, bool IsHeld = true, Hiding Hiding = Hiding.No)
{
    public InstalledPackage On(InstalledPackage package) => package with
    {
        Held = IsHeld,
        HeldBy = IsHeld ? Origin : null,
        HiddenBy = Hiding == Hiding.No ? null : Origin,
        IsHiddenUnlessOffered = Hiding == Hiding.UnlessOffered,
    };
}
