using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>The repository of an index.</summary>
/// <param name="Name">As PackageKit writes it.</param>
/// <param name="Security">True when its suite or label is the distribution's for security updates.</param>
/// <param name="DefaultPriority">By the repository's release file alone (apt_preferences(5)).</param>
internal sealed record IndexRepository(string Name, bool Security, int DefaultPriority, PinnedFile File)
{
    /// <summary>Priority of a repository whose release file sets none.</summary>
    public const int Usual = 500;

    /// <summary>Priority with the host's preferences of the general form.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>The record of preferences that sets the priority; null when the repository's release file does.</summary>
    public Pin? Pin { get; init; }

    /// <summary>False when its release file has no signature and no source declares it trusted; null when unknown.</summary>
    public bool? IsSigned { get; init; }

    /// <summary>
    /// Reads the release file beside an index. File names are <c>HOST_PATH_dists_SUITE_COMPONENT_binary-ARCH_Packages</c>, or
    /// <c>HOST_PATH_Packages</c> for a flat repository; a slash within a part is an underscore too. Throws what
    /// <see cref="ReleaseFile.Read"/> throws.
    /// </summary>
    /// <param name="source">The configured repository that has the index; null when the sources are unknown.</param>
    public static IndexRepository Read(string path, AptSource? source)
    {
        var (lists, stem) = (Path.GetDirectoryName(path) ?? "", Path.GetFileName(IndexFile.Stem(path)!));
        var (release, component, architecture) = source?.Parts(stem) is { } known
            ? (source.Release, known.Component, known.Architecture)
            : Guess(lists, stem);
        var beside = Path.Combine(lists, release);
        var (signed, plain) = (beside + ReleaseFile.Signed, beside + ReleaseFile.Plain);
        var file = System.IO.File.Exists(signed) ? ReleaseFile.Read(signed)
            : System.IO.File.Exists(plain) ? ReleaseFile.Read(plain)
            : new ReleaseFile();
        var priority = !file.IsNotAutomatic ? Usual : file.HasAutomaticUpgrades ? AptPreferences.InstalledPriority : 1;
        var name = component.Length == 0 && file is { Origin: null, Suite: null, Codename: null }
            ? stem
            : AptIndexes.RepositoryName(file.Origin, file.Suite ?? file.Codename, component);

        // As PackageKit's apt backend decides.
        var security = (file.Suite ?? file.Codename)?.EndsWith("-security", StringComparison.Ordinal) == true
            || file.Label == "Debian-Security";
        var site = source is not null ? AptUri.Parse(source.Uri + "/").Host
            : stem.IndexOf('_', StringComparison.Ordinal) is var end and >= 0 ? stem[..end].Split(':')[0]
            : "";
        var pinned = new PinnedFile(
            file.Origin ?? "",
            file.Label ?? "",
            file.Suite ?? "",
            file.Codename ?? "",
            file.Version ?? "",
            component,
            architecture,
            site);
        return new IndexRepository(name, security, priority, pinned)
        {
            IsSigned = System.IO.File.Exists(signed) || (System.IO.File.Exists(plain) && System.IO.File.Exists(plain + ".gpg")),
        };
    }

    /// <summary>
    /// Returns the parts of a file name by the release files that there are, for the shortest component; without any, one component without
    /// a slash.
    /// </summary>
    private static (string Release, string Component, string Architecture) Guess(string lists, string stem)
    {
        var binary = stem.LastIndexOf(AptSources.BeforeArchitecture, StringComparison.Ordinal);
        if (binary < 0 || HasRelease(stem))
        {
            return (stem, "", "");
        }

        var (path, architecture) = (stem[..binary], stem[(binary + AptSources.BeforeArchitecture.Length)..]);
        for (var split = path.LastIndexOf('_'); split > 0; split = path.LastIndexOf('_', split - 1))
        {
            if (HasRelease(path[..split]))
            {
                return (path[..split], path[(split + 1)..].Replace('_', '/'), architecture);
            }
        }

        var last = path.LastIndexOf('_');
        return last < 0 ? (stem, "", architecture) : (path[..last], path[(last + 1)..], architecture);

        bool HasRelease(string name) => System.IO.File.Exists(Path.Combine(lists, name + ReleaseFile.Signed))
            || System.IO.File.Exists(Path.Combine(lists, name + ReleaseFile.Plain));
    }
}
