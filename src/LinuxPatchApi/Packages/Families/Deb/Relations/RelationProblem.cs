namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>What keeps a package from being installed together with others.</summary>
internal enum RelationProblemKind
{
    /// <summary>A dependency is not met.</summary>
    Unmet,

    /// <summary>It conflicts with another package, or breaks it.</summary>
    Excluded,

    /// <summary>It is Multi-Arch: same, and its build for another architecture has another version.</summary>
    OtherVersion,
}

/// <param name="Text">For people, in dpkg's terms.</param>
internal sealed record RelationProblem(RelationProblemKind Kind, string Text);
