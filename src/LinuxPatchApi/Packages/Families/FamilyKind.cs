namespace LinuxPatchApi.Packages.Families;

/// <summary>The package families. Distributions of one family share the package format, the database and the order of versions.</summary>
internal enum FamilyKind
{
    /// <summary>Debian, Ubuntu and their derivatives: dpkg and apt.</summary>
    Deb,

    /// <summary>Fedora, Enterprise Linux and their derivatives: rpm and dnf or dnf5.</summary>
    Rpm,

    /// <summary>Arch and its derivatives: pacman.</summary>
    Alpm,

    /// <summary>Alpine: apk.</summary>
    Apk,
}
