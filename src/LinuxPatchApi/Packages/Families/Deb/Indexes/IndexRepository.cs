using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Whose index it is.</summary>
/// <param name="Name">As PackageKit writes it.</param>
/// <param name="Security">Whether its suite or label is the distribution's for security updates.</param>
/// <param name="DefaultPriority">By the repository's own words alone (apt_preferences(5)).</param>
internal sealed record IndexRepository(string Name, bool Security, int DefaultPriority, PinnedFile File)
{
    /// <summary>Of a repository that says nothing of it.</summary>
    public const int Usual = 500;

    /// <summary>With the host's preferences of the general form.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>The record of preferences that gives the priority; null when only the repository's own words do.</summary>
    public Pin? Pin { get; init; }

    /// <summary>False when its release file has no signature and nobody declared it trusted; null when that is not known.</summary>
    public bool? IsSigned { get; init; }

    /// <summary>Its place among the lists, without suffixes: the part that a source stands for.</summary>
    public string Stem { get; init; } = "";

    /// <summary>File names are <c>HOST_PATH_dists_SUITE_COMPONENT_binary-ARCH_Packages</c>, or <c>HOST_PATH_Packages</c> of a flat repository; the release
    /// file lies beside them. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public static IndexRepository Read(string path)
    {
        var stem = IndexFile.Stem(path)!;
        var binary = stem.LastIndexOf("_binary-", StringComparison.Ordinal);
        var component = binary < 0 ? "" : stem[..binary];
        var split = component.LastIndexOf('_');
        var release = split < 0 ? stem : component[..split];
        var (inline, plain) = (release + "_InRelease", release + "_Release");
        string? origin = null, suite = null, label = null, codename = null, version = null;
        var priority = Usual;
        foreach (var file in new[] { inline, plain }.Where(System.IO.File.Exists).Take(1))
        {
            ControlFile.Read(
                file,
                paragraph =>
                {
                    origin ??= paragraph.First("Origin"u8);
                    label ??= paragraph.First("Label"u8);
                    version ??= paragraph.First("Version"u8);
                    codename ??= paragraph.First("Codename"u8);
                    suite ??= paragraph.First("Suite"u8);
                    priority = !paragraph.Is("NotAutomatic"u8, "yes"u8) ? priority : paragraph.Is("ButAutomaticUpgrades"u8, "yes"u8) ? AptPreferences.InstalledPriority : 1;

                    // An InRelease file begins with a paragraph of its armour.
                    return suite is null && codename is null && !paragraph.Has("SHA256"u8);
                },
                CancellationToken.None);
        }

        var name = split < 0 && origin is null && suite is null && codename is null
            ? Path.GetFileName(stem)
            : AptIndexes.RepositoryName(origin, suite ?? codename, split < 0 ? "" : component[(split + 1)..]);

        // As PackageKit's apt backend decides.
        var security = (suite ?? codename)?.EndsWith("-security", StringComparison.Ordinal) == true || label == "Debian-Security";
        var host = Path.GetFileName(stem) is var whole && whole.IndexOf('_', StringComparison.Ordinal) is var end and >= 0 ? whole[..end] : "";
        var pinned = new PinnedFile(
            origin ?? "", label ?? "", suite ?? "", codename ?? "", version ?? "", split < 0 ? "" : component[(split + 1)..], binary < 0 ? "" : stem[(binary + 8)..],
            host.Split(':')[0]);
        return new IndexRepository(name, security, priority, pinned)
        {
            IsSigned = System.IO.File.Exists(inline) || (System.IO.File.Exists(plain) && System.IO.File.Exists(plain + ".gpg")),
            Stem = Path.GetFileName(split < 0 ? stem : component),
        };
    }
}
