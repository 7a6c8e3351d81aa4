using System.Globalization;
using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>A repository as sources.list(5) names it.</summary>
/// <param name="Release">The prefix of its file names on disk, up to the suite.</param>
/// <param name="Components">Empty for a flat repository.</param>
/// <param name="Trusted">The option's value; null without it.</param>
internal sealed record AptSource(string Release, IReadOnlyList<string> Components, bool? Trusted, string File)
{
    /// <summary>As written, without a slash at the end.</summary>
    public string Uri { get; init; } = "";

    public string Suite { get; init; } = "";

    /// <summary>The option <c>signed-by</c> as written: paths, fingerprints or a whole key; null without it.</summary>
    public string? SignedBy { get; init; }

    /// <summary>The options <c>check-valid-until</c>, <c>valid-until-min</c> and <c>valid-until-max</c>; null without them.</summary>
    public bool? ChecksValidity { get; init; }

    public long? ValidSecondsMin { get; init; }

    public long? ValidSecondsMax { get; init; }

    /// <summary>The architectures that the options <c>arch</c>, <c>arch+</c> and <c>arch-</c> name; empty without them.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    public IReadOnlyList<string> WithoutArchitectures { get; init; } = [];

    /// <summary>True when apt reads an index of that architecture; an index for all is read with any.</summary>
    /// <param name="architecture">Empty for an index whose name has none.</param>
    public bool Serves(string architecture) => architecture is "" or "all"
        || ((Architectures.Count == 0 || Architectures.Contains(architecture, StringComparer.Ordinal))
            && !WithoutArchitectures.Contains(architecture, StringComparer.Ordinal));

    /// <summary>
    /// Returns the component and the architecture of an index of this repository; null for another repository's. Both may contain what
    /// separates them in the file name: a component a slash, the directory of a flat repository anything.
    /// </summary>
    /// <param name="stem">As <see cref="Indexes.IndexFile.Stem"/> returns it, without the directory.</param>
    public (string Component, string Architecture)? Parts(string stem)
    {
        if (Components.Count == 0)
        {
            return stem == Release ? ("", "") : null;
        }

        foreach (var component in Components)
        {
            var beginning = $"{Release}_{AptUri.FilePart(component)}{AptSources.BeforeArchitecture}";
            if (stem.StartsWith(beginning, StringComparison.Ordinal) && !stem.AsSpan(beginning.Length).Contains('_'))
            {
                return (component, stem[beginning.Length..]);
            }
        }

        return null;
    }
}

/// <summary>
/// Reads the configured repositories. Indexes of repositories that were removed stay on disk until the next refresh; apt ignores them.
/// </summary>
internal static class AptSources
{
    /// <summary>Separates the component from the architecture in the file name of an index.</summary>
    public const string BeforeArchitecture = "_binary-";

    private const string Trusted = "Trusted";
    private const string CheckValidity = "Check-Valid-Until";
    private const string ValidityMin = "Valid-Until-Min";
    private const string ValidityMax = "Valid-Until-Max";
    private const string Architectures = "Architectures";
    private const string Signed = "Signed-By";
    private const string MoreArchitectures = "Architectures-Add";
    private const string WithoutArchitectures = "Architectures-Remove";

    private static readonly string[] Options = [Trusted, CheckValidity, ValidityMin, ValidityMax, Architectures, MoreArchitectures,
        WithoutArchitectures, Signed];

    /// <summary>The types of sources; only the first has indexes of packages.</summary>
    private const string Binary = "deb";
    private const string Sources = "deb-src";

    /// <summary>What apt replaces in addresses and paths (sources.list(5)).</summary>
    private const string ArchitectureVariable = "$(ARCH)";

    /// <summary>
    /// Returns null when a file cannot be read or parsed: the set of repositories is unknown then. The problem is a sentence about one that
    /// cannot be read; one that cannot be parsed makes every refresh fail, and apt's own words name it there.
    /// </summary>
    /// <param name="paths">As <see cref="Files"/> returns them.</param>
    public static (IReadOnlyList<AptSource>? Sources, string? Problem) Of(AptFiles files, IReadOnlyList<string> paths)
    {
        var list = files.PathOf("Dir::Etc::sourcelist");
        if (!Directory.Exists(Path.GetDirectoryName(list)))
        {
            return (null, null);
        }

        var found = new List<AptSource>();
        foreach (var path in paths.Where(File.Exists))
        {
            var (read, problem) = AptFiles.Read(path);
            if (read?.Replace(ArchitectureVariable, files.Architecture, StringComparison.Ordinal) is not { } text
                || !(path.EndsWith(".sources", StringComparison.Ordinal) ? Stanzas(text, path, found) : Lines(text, path, found)))
            {
                return (null, problem);
            }
        }

        return (found, null);
    }

    /// <summary>Returns the files that apt reads, in its order; the first may be missing. As <see cref="AptFiles.Parts"/>.</summary>
    public static (IReadOnlyList<string> Files, string? Problem) Files(AptFiles files)
    {
        var (parts, problem) = AptFiles.Parts(files.PathOf("Dir::Etc::sourceparts"), "list", "sources");
        return ([files.PathOf("Dir::Etc::sourcelist"), .. parts], problem);
    }

    private static bool Lines(string text, string file, List<AptSource> found)
    {
        foreach (var raw in text.Split('\n'))
        {
            var line = SourcesLine.Parse(raw, out var isMalformed);
            if (isMalformed)
            {
                return false;
            }

            if (line is { Type: Binary })
            {
                found.Add(Source(line.Uri, line.Suite, line.Components, file, name => line.Options.GetValueOrDefault(OneLine(name))));
            }
        }

        return true;
    }

    /// <summary>Returns the name of an option in the format of one line.</summary>
    private static string OneLine(string option) => option switch
    {
        Architectures => "arch",
        MoreArchitectures => "arch+",
        WithoutArchitectures => "arch-",
        _ => option.ToLowerInvariant(),
    };

    private static bool Stanzas(string text, string file, List<AptSource> found)
    {
        var isKnown = true;
        ControlFile.Visit(
            AptFiles.Paragraphs(text),
            paragraph =>
            {
                if (AptConfiguration.Truth(paragraph.First("Enabled"u8)) == false)
                {
                    return true;
                }

                var (uris, suites) = (Fields(paragraph.Full("URIs"u8)), Fields(paragraph.Full("Suites"u8)));
                var (types, components) = (Fields(paragraph.Full("Types"u8)), Fields(paragraph.Full("Components"u8)));
                isKnown &= uris.Length > 0 && suites.Length > 0 && types.Length > 0 && types.All(t => t is Binary or Sources)
                    && uris.All(u => suites.All(s => SourcesLine.IsSound(u, s, components.Length))) && paragraph.Fault() is null;
                if (!types.Contains(Binary))
                {
                    return true;
                }

                var options = new Dictionary<string, string?>(StringComparer.Ordinal);
                foreach (var option in Options)
                {
                    options[option] = paragraph.Full(Encoding.ASCII.GetBytes(option));
                }

                found.AddRange(uris.SelectMany(u => suites.Select(s => Source(u, s, components, file, name => options[name]))));
                return true;
            },
            final: true);
        return isKnown;
    }

    private static string[] Fields(string? value) => (value ?? "").Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <param name="option">Returns the value of one of <see cref="Options"/>; null when it is not set.</param>
    private static AptSource Source(string uri, string suite, IReadOnlyList<string> components, string file, Func<string, string?> option)
    {
        var folder = uri.EndsWith('/') ? uri : uri + "/";
        var isFlat = suite.EndsWith('/');
        var release = isFlat
            ? AptUri.FileName(folder + (suite == "/" ? "" : AptUri.Suite(suite))).TrimEnd('_')
            : AptUri.FileName($"{folder}dists/{AptUri.Suite(suite)}");
        var architectures = Fields(option(Architectures)?.Replace(',', ' '));
        return new AptSource(release, isFlat ? [] : components, AptConfiguration.Truth(option(Trusted)), file)
        {
            Uri = uri.TrimEnd('/'),
            Suite = suite,
            SignedBy = option(Signed),
            ChecksValidity = AptConfiguration.Truth(option(CheckValidity)),
            ValidSecondsMin = Number(option(ValidityMin)),
            ValidSecondsMax = Number(option(ValidityMax)),
            // Without an own list those that are added join all of the host's.
            Architectures = architectures.Length == 0
                ? []
                : [.. architectures, .. Fields(option(MoreArchitectures)?.Replace(',', ' '))],
            WithoutArchitectures = Fields(option(WithoutArchitectures)?.Replace(',', ' ')),
        };
    }

    private static long? Number(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
