using System.Globalization;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>PackageKit's UpdateDetail to ours, texts cut to what is kept. Pure.</summary>
internal static class UpdateDetailRows
{
    /// <summary>
    /// What PackageKit's apt backend puts in the place of a changelog that it could not fetch, or that is not published yet (apt-changelog.cpp).
    /// </summary>
    private static readonly string[] Placeholders =
    [
        "The list of changes is not available",
        "Failed to download the list of changes",
        "Failed to fetch the list of changes",
        "Failed to download changelog",
        "Changelog for this version is not yet available",
        "Changelog unavailable",
        "This update does not come from a source that supports changelogs",
        "The changelog does not contain any relevant changes",
        // A page of a proxy or a portal, answered with 200 in the place of the file.
        "<!DOCTYPE html",
        "<html",
    ];

    public static UpdateDetail Of(PackageKitUpdateDetail detail) => new(
        detail.Id.Raw,
        Cut(Content(detail.UpdateText)),
        Cut(Content(detail.Changelog)),
        detail.VendorUrls,
        detail.BugzillaUrls,
        detail.CveUrls,
        Restart(detail.Restart),
        Date(detail.Issued) ?? Date(detail.Updated));

    /// <summary>Empty for a sentence that only says that there is nothing: it is asked for again then.</summary>
    private static string Content(string text) => IsPlaceholder(text) ? "" : text;

    public static bool IsPlaceholder(string text) => Placeholders.Any(p => text.AsSpan().TrimStart().StartsWith(p, StringComparison.OrdinalIgnoreCase));

    private static string Cut(string text) => text.Length <= PackageLimits.DetailTextLength ? text : text[..PackageLimits.DetailTextLength] + "…";

    private static string Restart(PackageKitRestart restart) => restart switch
    {
        PackageKitRestart.Application => "application",
        PackageKitRestart.Session or PackageKitRestart.SecuritySession => "session",
        PackageKitRestart.System or PackageKitRestart.SecuritySystem => "system",
        _ => "none",
    };

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;
}
