using CsCheck;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Patches;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Patches;

public sealed class PatchTests
{
    private static readonly DateTimeOffset Day = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("see https://x.example/CVE-2026-1234 and cve-2026-99999.", "CVE-2026-1234 CVE-2026-99999")]
    [InlineData("CVE-2026-1234, CVE-2026-1234", "CVE-2026-1234")]
    [InlineData("CVE-26-1234 CVE-2026-123 XCVE-2026-1234 CVE-2026-12345678901", "")]
    [InlineData("(CVE-2024-1234567)", "CVE-2024-1234567")]
    [InlineData("", "")]
    public void Cve_ids_are_found_in_any_text_once_each(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', CveIds.In(text)));

    [Fact]
    public void Cve_id_between_any_separators_is_found_exactly() =>
        Gen.Select(Gen.Int[1999, 2099], Gen.Int[1000, 9_999_999], Gen.Char[" ,;()/\n\"'="]).Sample(
        (year, number, separator) => CveIds.In($"a{separator}CVE-{year}-{number}{separator}b").SequenceEqual([$"CVE-{year}-{number}"]));

    [Theory]
    [InlineData("https://access.redhat.com/errata/RHSA-2026:1234", "RHSA-2026:1234")]
    [InlineData("https://errata.almalinux.org/9/ALSA-2026-1234.html", "ALSA-2026-1234")]
    [InlineData("https://bodhi.fedoraproject.org/updates/FEDORA-2026-0a1b2c3d4e", "FEDORA-2026-0a1b2c3d4e")]
    [InlineData("https://advisories.example/security/DSA-5001-1", "DSA-5001-1")]
    [InlineData("https://advisories.example/DLA-4001-2", "DLA-4001-2")]
    [InlineData("https://ubuntu.com/security/notices/USN-7000-1", "USN-7000-1")]
    [InlineData("https://www.suse.com/SUSE-SU-2026:0100-1", "SUSE-SU-2026:0100-1")]
    [InlineData("https://bodhi.fedoraproject.org/updates/FEDORA-EPEL-2026-00ff00ff00", "FEDORA-EPEL-2026-00ff00ff00")]
    [InlineData("https://example.org/2026", null)]
    public void Advisory_id_is_found_in_its_page_address(string url, string? expected) =>
        Assert.Equal(expected, AdvisoryIds.Of(Detail(urls: ["https://example.org", url])));

    [Fact]
    public void Patch_without_details_is_marked_and_guesses_nothing()
    {
        var patch = Assert.Single(Patch.Of(Snapshot([Inventories.Update("web")], []), Inventories.Of("web=1")));
        Assert.Equal(("web;2;amd64;repo", "1", "summary", "none", false),
            (patch.Id, patch.CurrentVersion, patch.Description, patch.Restart, patch.DetailsKnown));
        Assert.Empty(patch.CveIds);
    }

    [Fact]
    public void Patch_has_the_facts_of_advisory_and_changelog()
    {
        var detail = Detail("web;2;amd64;repo", "fixes CVE-2026-0002", "  * CVE-2026-0003", ["https://advisories.example/security/DSA-1-1"],
            ["https://x/CVE-2026-0001"]);
        var patch = Assert.Single(Patch.Of(Snapshot([Inventories.Update("web")], [detail]), null));
        Assert.Equal(("DSA-1-1", null, "fixes CVE-2026-0002", "system", true, Day),
            (patch.Id, patch.CurrentVersion, patch.Description, patch.Restart, patch.DetailsKnown, patch.PublishedAt));
        Assert.Equal(["CVE-2026-0001", "CVE-2026-0002", "CVE-2026-0003"], patch.CveIds);
    }

    [Fact]
    public void Case08_Empty_details_count_as_unknown_and_the_summary_is_shown()
    {
        var patch = Assert.Single(Patch.Of(Snapshot([Inventories.Update("web")], [Detail("web;2;amd64;repo", "", "")]), null));
        Assert.Equal((false, "summary"), (patch.DetailsKnown, patch.Description));
        Assert.Empty(patch.CveIds);
    }

    [Theory]
    [InlineData("text", "changes", "text")]
    [InlineData("", "changes", "changes")]
    [InlineData("", "", "summary")]
    public void Description_is_the_best_text_available(string text, string changelog, string expected) =>
        Assert.Equal(expected,
            Assert.Single(Patch.Of(Snapshot([Inventories.Update("web")], [Detail("web;2;amd64;repo", text, changelog)]), null))
            .Description);

    [Theory]
    [InlineData(null, null, null, "name", false, null, 0, "a b c", 3)]
    [InlineData(null, null, null, "name", true, null, 0, "c b a", 3)]
    [InlineData(null, null, null, "severity", true, null, 0, "b c a", 3)]
    [InlineData(null, null, null, "severity", false, null, 0, "a c b", 3)]
    [InlineData(null, null, null, "published_at", true, null, 0, "c b a", 3)]
    [InlineData("high", null, null, "name", false, null, 0, "b", 1)]
    [InlineData("unknown", null, null, "name", false, null, 0, "a", 1)]
    [InlineData(null, true, null, "name", false, null, 0, "b c", 2)]
    [InlineData(null, false, null, "name", false, null, 0, "a", 1)]
    [InlineData(null, null, "?", "name", false, 2, 1, "b c", 3)]
    [InlineData(null, null, "b", "name", false, null, 0, "b", 1)]
    [InlineData(null, null, null, "name", false, 1, 0, "a", 3)]
    [InlineData(null, null, null, "name", false, null, 3, "", 3)]
    public void Query_filters_sorts_and_pages(string? severity, bool? security, string? name, string sort, bool descending, int? limit,
        int offset, string expected, int total)
    {
        UpdateCandidate[] updates = [Inventories.Update("c", severity: "low", security: true), Inventories.Update("a"),
            Inventories.Update("b", severity: "high", security: true)];
        var patches = Patch.Of(Snapshot(updates, [Detail("c;2;amd64;repo", "x")]), null);
        var (page, all) = new PatchFilter(severity, security, name, sort, descending, limit, offset).Apply(patches);
        Assert.Equal((expected, total), (string.Join(' ', page.Select(p => p.Update.Name)), all));
    }

    private static UpdatesSnapshot Snapshot(UpdateCandidate[] updates, UpdateDetail[] details) =>
        new(updates, details.ToDictionary(d => d.Id), Day, null, default);

    private static UpdateDetail Detail(string id = "x", string text = "", string changelog = "", string[]? urls = null,
        string[]? cves = null) =>
        new(id, text, changelog, urls ?? [], [], cves ?? [], "system", Day);
}
