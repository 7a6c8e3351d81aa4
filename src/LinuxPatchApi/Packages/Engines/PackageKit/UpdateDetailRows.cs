using System.Globalization;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>Maps PackageKit's UpdateDetail to the agent's model, with texts cut to the kept length. Pure.</summary>
internal static class UpdateDetailRows
{
    /// <param name="hasAdvisories">As <see cref="IEngineFamily.HasAdvisories"/>.</param>
    public static UpdateDetail Of(PackageKitUpdateDetail detail, bool hasAdvisories = true) => new(
        detail.Id.Raw,
        Cut(ChangelogText.Of(detail.UpdateText)),
        Cut(ChangelogText.Of(detail.Changelog)),
        hasAdvisories ? detail.VendorUrls : [],
        detail.BugzillaUrls,
        // PackageKit picks them out of the same text.
        ChangelogText.IsPage(detail.UpdateText) || ChangelogText.IsPage(detail.Changelog) ? [] : detail.CveUrls,
        Restart(detail.Restart),
        hasAdvisories ? Date(detail.Issued) ?? Date(detail.Updated) : null);

    private static string Cut(string text) =>
        text.Length <= PackageLimits.DetailTextLength ? text : text[..PackageLimits.DetailTextLength] + "…";

    private static string Restart(PackageKitRestart restart) => restart switch
    {
        PackageKitRestart.Application => "application",
        PackageKitRestart.Session or PackageKitRestart.SecuritySession => "session",
        PackageKitRestart.System or PackageKitRestart.SecuritySystem => "system",
        _ => "none",
    };

    private static DateTimeOffset? Date(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;
}
