using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>Details of one update (signal UpdateDetail).</summary>
/// <param name="Id">The update.</param>
/// <param name="Updates">Ids of the packages that it replaces, as sent.</param>
/// <param name="Obsoletes">Ids of the packages that it makes obsolete, as sent.</param>
/// <param name="VendorUrls">Vendor pages.</param>
/// <param name="BugzillaUrls">Bug reports.</param>
/// <param name="CveUrls">CVE pages; zypp adds every other reference here too, so do not count entries.</param>
/// <param name="Restart">What must be restarted afterwards.</param>
/// <param name="UpdateText">Description; may be empty.</param>
/// <param name="Changelog">Changelog; empty when apt could not download it.</param>
/// <param name="State">Stability.</param>
/// <param name="Issued">ISO 8601 date or empty.</param>
/// <param name="Updated">ISO 8601 date or empty.</param>
public sealed record PackageKitUpdateDetail(
    PackageId Id,
    IReadOnlyList<string> Updates,
    IReadOnlyList<string> Obsoletes,
    IReadOnlyList<string> VendorUrls,
    IReadOnlyList<string> BugzillaUrls,
    IReadOnlyList<string> CveUrls,
    PackageKitRestart Restart,
    string UpdateText,
    string Changelog,
    PackageKitUpdateState State,
    string Issued,
    string Updated);
