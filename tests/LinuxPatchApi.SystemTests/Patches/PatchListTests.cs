using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Patches;

public sealed class PatchListTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    [Trait("Feature", "Advisories")]
    public async Task Pending_patches_are_listed_with_what_is_known_of_each()
    {
        var list = await host.Client.PatchDetailsAsync();
        var patches = list.Items("patches");
        Assert.Equal(23, list.Number("total"));
        Assert.Equal(2, list.Number("security_updates"));
        Assert.False(list.Flag("stale"));
        Assert.False(list.IsNull("metadata_refreshed_at"));

        var tls = patches.Named("sample-tls");
        Assert.True(tls.Flag("security"));
        Assert.Equal("security", tls.Text("kind"));
        Assert.Equal(("3.0.1-1", "3.0.1-1+deb12u1"), (tls.Text("current_version"), tls.Text("available_version")));
        Assert.Equal(["CVE-2025-0042", "CVE-2025-0043"], tls.Texts("cve_ids").Order(StringComparer.Ordinal));
        Assert.Equal("unknown", tls.Text("severity"));

        var kernel = patches.Named("linux-image-9.9.9-sample");
        Assert.True(kernel.Flag("requires_reboot"));
        Assert.Equal("system", kernel.Text("restart"));
        Assert.True(list.Flag("requires_reboot"));
        Assert.Contains("CVE-2025-2222", kernel.Texts("cve_ids"));
    }

    [Fact]
    public async Task A_held_package_is_shown_as_held()
    {
        var patches = (await host.Client.GetAsync("/api/v1/patches")).Expect(200).Data.Items("patches");
        Assert.True(patches.Named("sample-held").Flag("held"));
        Assert.Equal(["sample-held"], patches.Where(p => p.Flag("held")).ToList().Names());
    }

    [Fact]
    public async Task Case07_An_update_that_cannot_go_in_is_listed_with_the_reason()
    {
        var patches = (await host.Client.GetAsync("/api/v1/patches")).Expect(200).Data.Items("patches");
        var blocked = patches.Named("sample-blocked");
        Assert.Equal("conflicts", blocked.At("blocked_by").Text("kind"));
        Assert.Contains("sample-no-such-package", blocked.At("blocked_by").Text("detail"));
        Assert.False(blocked.Flag("held"));
        Assert.Equal("held", patches.Named("sample-held").At("blocked_by").Text("kind"));
        Assert.True(patches.Named("sample-editor").IsNull("blocked_by"));
    }

    [Theory]
    [InlineData("security=true", 2)]
    [InlineData("security=false", 21)]
    [InlineData("severity=critical", 0)]
    [InlineData("severity=unknown", 23)]
    [InlineData("name=sample-tiny*", 12)]
    [InlineData("name=editor", 1)]
    public async Task Filters_narrow_the_list_and_keep_the_count_of_security_updates(string query, int total)
    {
        var list = (await host.Client.GetAsync($"/api/v1/patches?{query}")).Expect(200).Data;
        Assert.Equal(total, list.Number("total"));
        Assert.Equal(total, list.Items("patches").Count);
        Assert.Equal(2, list.Number("security_updates"));
    }

    [Fact]
    public async Task Paging_and_order_work()
    {
        var page = (await host.Client.GetAsync("/api/v1/patches?sort=name&order=desc&limit=3&offset=1")).Expect(200).Data;
        Assert.Equal((23, 3, 1), ((int)page.Number("total"), (int)page.Number("limit"), (int)page.Number("offset")));
        Assert.Equal(["sample-tiny9", "sample-tiny8", "sample-tiny7"], page.Items("patches").Names());
    }

    [Theory]
    [InlineData("severity=terrible", "severity")]
    [InlineData("security=maybe", "security")]
    [InlineData("sort=cve", "sort")]
    [InlineData("order=sideways", "order")]
    [InlineData("limit=many", "limit")]
    [InlineData("offset=-3", "offset")]
    [InlineData("dry_run=true", "dry_run")]
    public async Task A_wrong_query_is_refused_by_the_name_of_its_parameter(string query, string field)
    {
        var answer = (await host.Client.GetAsync($"/api/v1/patches?{query}")).Expect(400, "INVALID_REQUEST");
        Assert.Equal(field, answer.Field);
    }

    /// <summary>CVE ids come from changelogs, which are fetched in the background.</summary>
}
