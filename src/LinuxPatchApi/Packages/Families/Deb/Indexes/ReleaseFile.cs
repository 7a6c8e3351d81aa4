using System.Globalization;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>The fields of a repository's release file; a field that it does not have is null.</summary>
/// <param name="IsNotAutomatic">True when apt installs from the repository only on request (NotAutomatic).</param>
/// <param name="HasAutomaticUpgrades">True when apt still upgrades packages that came from it (ButAutomaticUpgrades).</param>
internal sealed record ReleaseFile(
    string? Origin = null,
    string? Label = null,
    string? Suite = null,
    string? Codename = null,
    string? Version = null,
    DateTimeOffset? Date = null,
    DateTimeOffset? ValidUntil = null,
    bool IsNotAutomatic = false,
    bool HasAutomaticUpgrades = false)
{
    public const string Signed = "_InRelease";
    public const string Plain = "_Release";

    /// <summary>
    /// Reads the file's first paragraph with a field of a release. An InRelease file begins with a paragraph of its armour. Throws
    /// <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or <see cref="InvalidDataException"/>.
    /// </summary>
    public static ReleaseFile Read(string path)
    {
        var release = new ReleaseFile();
        ControlFile.Read(
            path,
            paragraph =>
            {
                release = Of(paragraph);
                return release == new ReleaseFile() && !paragraph.Has("SHA256"u8);
            },
            CancellationToken.None);
        return release;
    }

    /// <summary>Parses a date of a release file (RFC 822 in UTC, as Debian's repository format requires); null for anything else.</summary>
    public static DateTimeOffset? ParseDate(string? text)
    {
        var comma = text?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        var rest = text?[(comma + 1)..].Trim();
        var zone = rest?.LastIndexOf(' ') ?? -1;
        return zone > 0 && rest![(zone + 1)..] is "UTC" or "GMT" or "Z" or "+0000"
            && DateTimeOffset.TryParseExact(
                rest[..zone], "d MMM yyyy H:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private static ReleaseFile Of(ControlParagraph paragraph) => new(
        paragraph.First("Origin"u8),
        paragraph.First("Label"u8),
        paragraph.First("Suite"u8),
        paragraph.First("Codename"u8),
        paragraph.First("Version"u8),
        ParseDate(paragraph.First("Date"u8)),
        ParseDate(paragraph.First("Valid-Until"u8)),
        AptConfiguration.Truth(paragraph.First("NotAutomatic"u8)) == true,
        AptConfiguration.Truth(paragraph.First("ButAutomaticUpgrades"u8)) == true);
}
