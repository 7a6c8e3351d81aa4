using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

public sealed class PackageListTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    [Trait("Feature", "InstalledSet")]
    public async Task Installed_packages_are_those_of_the_package_database()
    {
        var listed = (await host.Client.GetAsync("/api/v1/packages")).Expect(200).Data;
        var database = await host.Sandbox.ShAsync("dpkg-query -W -f '${Package} ${Version} ${Architecture}\\n'");
        Assert.Equal(
            database.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            listed.Items("packages").Select(p => $"{p.Text("name")} {p.Text("version")} {p.Text("architecture")}")
                .Order(StringComparer.Ordinal));
        Assert.Equal(listed.Items("packages").Count, listed.Number("total"));
        // Looking at an old list begins a refresh.
        await Eventually.AsWantedAsync("a list that is not stale",
            async () => (await host.Client.GetAsync("/api/v1/packages")).Expect(200).Data.Flag("stale"), stale => !stale);
    }

    [Theory]
    [InlineData("/api/v1/packages")]
    [InlineData("/api/v1/packages?status=upgradable")]
    [InlineData("/api/v1/patches")]
    public async Task A_list_that_the_client_has_is_not_sent_again_until_it_changes(string path)
    {
        await host.Client.PatchDetailsAsync();
        // What is stale or read anew in the background changes once more.
        var tag = "";
        await Eventually.AsWantedAsync("the answer 304", () => IfNotAsync(path, tag), answer =>
        {
            tag = answer.Headers["ETag"];
            return answer.Status == 304;
        });
        var known = await IfNotAsync(path, tag);
        Assert.Equal((304, ""), (known.Status, known.Text));
        Assert.Equal(200, (await IfNotAsync(path, "\"another\"")).Status);

        await host.Sandbox.ShAsync("for want in deinstall install; do echo sample-editor $want | dpkg --set-selections; done");
        await Eventually.AsWantedAsync("the list anew", () => IfNotAsync(path, tag), answer => answer.Status == 200);
    }

    [Fact]
    public async Task Versions_are_known_while_apt_keeps_its_release_files_to_itself()
    {
        await host.Sandbox.ShAsync("chown _apt /var/lib/apt/lists/*InRelease; chmod 0600 /var/lib/apt/lists/*InRelease");
        try
        {
            var editor = (await host.Client.GetAsync("/api/v1/packages/sample-editor")).Expect(200).Data;
            Assert.Equal(3, editor.Items("versions").Count);
            (await host.Client.GetAsync("/api/v1/packages?status=available")).Expect(200);
        }
        finally
        {
            await host.Sandbox.ShAsync("chown root /var/lib/apt/lists/*InRelease; chmod 0644 /var/lib/apt/lists/*InRelease");
        }
    }

    [Fact]
    public async Task Upgradable_packages_say_what_they_can_become()
    {
        var listed = (await host.Client.GetAsync("/api/v1/packages?status=upgradable&name=sample-tiny*")).Expect(200).Data;
        Assert.Equal(12, listed.Number("total"));
        Assert.All(listed.Items("packages"), package =>
        {
            Assert.Equal("upgradable", package.Text("status"));
            Assert.True(package.Flag("upgradable"));
            Assert.Equal("1.0-1", package.Text("version"));
            Assert.Equal("1.1-1", package.Text("latest_version"));
            Assert.Equal("1.1-1", package.Text("available_version"));
        });
    }

    [Fact]
    [Trait("Feature", "ListAvailable")]
    public async Task Available_packages_are_not_installed_ones()
    {
        var available = (await host.Client.GetAsync("/api/v1/packages?status=available&name=sample-")).Expect(200).Data.Items("packages");
        Assert.Contains("sample-new", available.Names());
        Assert.DoesNotContain("sample-editor", available.Names());
        Assert.Equal("2.0-1", available.Named("sample-new").Text("version"));
        var all = (await host.Client.GetAsync("/api/v1/packages?status=all&name=sample-")).Expect(200).Data.Items("packages");
        Assert.Contains("sample-new", all.Names());
        Assert.Contains("sample-editor", all.Names());
    }

    [Theory]
    [InlineData("name=sample-tiny1", 4)]
    [InlineData("name=sample-tiny?", 9)]
    [InlineData("name=*-tiny12", 1)]
    [InlineData("name=no-such-name", 0)]
    [InlineData("upgradable=false&name=sample-base", 1)]
    [InlineData("upgradable=true&name=sample-base", 0)]
    public async Task Names_are_found_by_part_or_pattern(string query, int total) =>
        Assert.Equal(total, (await host.Client.GetAsync($"/api/v1/packages?{query}")).Expect(200).Data.Number("total"));

    [Fact]
    public async Task Paging_walks_the_sorted_list_once()
    {
        var whole = (await host.Client.GetAsync("/api/v1/packages?sort=name&order=desc")).Expect(200).Data.Items("packages").Names();
        var walked = new List<string>();
        for (var offset = 0; offset < whole.Count; offset += 50)
        {
            var page = (await host.Client.GetAsync($"/api/v1/packages?sort=name&order=desc&limit=50&offset={offset}")).Expect(200).Data;
            Assert.Equal((50, offset, whole.Count), ((int)page.Number("limit"), (int)page.Number("offset"), (int)page.Number("total")));
            walked.AddRange(page.Items("packages").Names());
        }

        Assert.Equal(whole, walked);
        Assert.Equal(whole.OrderDescending(StringComparer.Ordinal), whole);
    }

    [Theory]
    [InlineData("/api/v1/packages?status=broken", "status")]
    [InlineData("/api/v1/packages?limit=0", "limit")]
    [InlineData("/api/v1/packages?limit=10001", "limit")]
    [InlineData("/api/v1/packages?offset=-1", "offset")]
    [InlineData("/api/v1/packages?order=up", "order")]
    [InlineData("/api/v1/packages?sort=colour", "sort")]
    [InlineData("/api/v1/packages?upgradable=perhaps", "upgradable")]
    [InlineData("/api/v1/packages?nmae=x", "nmae")]
    [InlineData("/api/v1/packages?limit=1&limit=2", "limit")]
    [InlineData("/api/v1/packages/sample-base?x=1", "x")]
    public async Task A_wrong_query_is_refused_by_the_name_of_its_parameter(string path, string field)
    {
        var answer = (await host.Client.GetAsync(path)).Expect(400, "INVALID_REQUEST");
        Assert.Equal(field, answer.Field);
    }

    [Fact]
    [Trait("Feature", "Details")]
    [Trait("Feature", "RepositoryIndex")]
    public async Task One_package_shows_its_relations_files_and_every_version_on_offer()
    {
        var editor = (await host.Client.GetAsync("/api/v1/packages/sample-editor")).Expect(200).Data;
        Assert.Equal("1.0-1", editor.Text("version"));
        Assert.Equal("https://example.invalid/sample-editor", editor.Text("homepage"));
        Assert.Contains("/usr/share/doc/sample-editor/version", editor.Texts("files"));
        var versions = editor.Items("versions");
        Assert.Equal(["2.0-1", "1.1-1", "1.0-1"], versions.Select(v => v.Text("version")));
        Assert.Equal([false, false, true], versions.Select(v => v.Flag("installed")));

        var dependant = (await host.Client.GetAsync("/api/v1/packages/sample-dependant")).Expect(200).Data;
        Assert.Equal(["sample-base"], dependant.Items("dependencies").Names());
        Assert.True(dependant.Items("dependencies")[0].Flag("required"));
        var @base = (await host.Client.GetAsync("/api/v1/packages/sample-base")).Expect(200).Data;
        Assert.Contains("sample-dependant", @base.Texts("reverse_dependencies"));
    }

    [Fact]
    public async Task A_package_that_is_only_on_offer_has_details_too()
    {
        var fresh = (await host.Client.GetAsync("/api/v1/packages/sample-new")).Expect(200).Data;
        Assert.Equal(("available", "2.0-1"), (fresh.Text("status"), fresh.Text("version")));
        Assert.Equal(["2.0-1", "1.0-1"], fresh.Items("versions").Select(v => v.Text("version")));
    }

    [Fact]
    public async Task A_package_that_nobody_knows_is_404() =>
        (await host.Client.GetAsync("/api/v1/packages/no-such-package")).Expect(404, "PKG_NOT_FOUND");

    [Theory]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a;b")]
    [InlineData("a:")]
    public async Task A_name_that_breaks_the_syntax_is_a_validation_error(string name) =>
        (await host.Client.GetAsync($"/api/v1/packages/{Uri.EscapeDataString(name)}")).Expect(400, "VALIDATION_ERROR");

    [Fact]
    public async Task A_change_made_by_somebody_else_shows_in_the_next_list()
    {
        await host.Sandbox.ShAsync("apt-get -q -y install sample-addition >/dev/null");
        var listed = (await host.Client.GetAsync("/api/v1/packages?name=sample-addition")).Expect(200).Data;
        Assert.Equal(1, listed.Number("total"));
        await host.Sandbox.ShAsync("apt-get -q -y remove sample-addition >/dev/null");
        listed = (await host.Client.GetAsync("/api/v1/packages?name=sample-addition")).Expect(200).Data;
        Assert.Equal(0, listed.Number("total"));
    }

    private Task<Answer> IfNotAsync(string path, string tag) =>
        host.Client.SendAsync("GET", path, fields: tag.Length == 0 ? [] : [("If-None-Match", tag)]);
}
