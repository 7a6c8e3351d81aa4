using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Api.Input;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Api.Handlers;

/// <summary>Parsing of bodies and queries.</summary>
public sealed class ReadersTests
{
    private static readonly string Digest = new('a', 64);

    [Theory]
    [InlineData("{\"packages\":[{\"name\":\"web\"}]}", null)]
    [InlineData("{\"packages\":[{\"name\":\"web\",\"version\":\"1:2\"}],\"options\":{\"force\":true},\"dry_run\":true}", null)]
    [InlineData("{}", "INVALID_REQUEST packages")]
    [InlineData("{\"packages\":[]}", "INVALID_REQUEST packages")]
    [InlineData("{\"packages\":\"web\"}", "INVALID_REQUEST packages")]
    [InlineData("{\"packages\":[\"web\"]}", "INVALID_REQUEST packages[0]")]
    [InlineData("{\"packages\":[{}]}", "INVALID_REQUEST packages[0].name")]
    [InlineData("{\"packages\":[{\"name\":\"-x\"}]}", "VALIDATION_ERROR packages[0].name")]
    [InlineData("{\"packages\":[{\"name\":\"a\"},{\"name\":\"b\",\"version\":\"~\"}]}", "VALIDATION_ERROR packages[1].version")]
    [InlineData("{\"packages\":[{\"name\":\"a\",\"verson\":\"1\"}]}", "INVALID_REQUEST packages[0].verson")]
    [InlineData("{\"package\":[{\"name\":\"a\"}]}", "INVALID_REQUEST package")]
    [InlineData("{\"packages\":[{\"name\":\"a\"}],\"options\":{\"allow_unsigned\":true}}", "INVALID_REQUEST options.allow_unsigned")]
    [InlineData("{\"packages\":[{\"name\":\"a\"}],\"options\":true}", "INVALID_REQUEST options")]
    [InlineData("{\"packages\":[{\"name\":\"a\"}],\"dry_run\":1}", "INVALID_REQUEST dry_run")]
    [InlineData("{\"packages\":[{\"name\":\"a\"}],\"plan_digest\":\"abc\"}", "INVALID_REQUEST plan_digest")]
    public void Install_is_parsed_or_refused_by_name(string json, string? refusal)
    {
        var (mutation, failure) = PackageChangesApi.ReadInstall(Inputs.Body(json), DebFamily.Instance);
        Assert.Equal(refusal, Inputs.Text(failure));
        Assert.Equal(refusal is null, mutation is not null);
    }

    [Fact]
    public void Install_accepts_five_hundred_packages_and_not_one_more()
    {
        Assert.Null(PackageChangesApi.ReadInstall(Inputs.Body(Many(500)), DebFamily.Instance).Failure);
        Assert.Equal(
            "INVALID_REQUEST packages", Inputs.Text(PackageChangesApi.ReadInstall(Inputs.Body(Many(501)), DebFamily.Instance).Failure));

        static string Many(int count) =>
            $"{{\"packages\":[{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"name\":\"p{i}\"}}"))}]}}";
    }

    [Fact]
    public void Install_has_everything_requested()
    {
        var json = "{\"packages\":[{\"name\":\"a\",\"version\":\"1\"},{\"name\":\"b:i386\"}]," +
            $"\"plan_digest\":\"{Digest}\",\"dry_run\":true," +
            "\"options\":{\"force\":true,\"no_recommends\":true,\"allow_downgrade\":true,\"reinstall\":true}}";
        var mutation = PackageChangesApi.ReadInstall(Inputs.Body(json), DebFamily.Instance).Mutation!;
        var request = Assert.IsType<InstallRequest>(mutation.Request);
        Assert.Equal([PackageSpec.Of("a", "1"), PackageSpec.Of("b:i386")], request.Packages);
        Assert.Equal((new ChangeOptions(true, true, true), Digest, true, JobOperation.Install),
            (request.Options, request.PlanDigest, mutation.DryRun, mutation.Operation));
        Assert.Equal(["a", "b:i386"], mutation.Packages);
        Assert.Equal(
            [(Feature.WithoutRecommends, "options.no_recommends"), (Feature.Downgrade, "options.allow_downgrade"),
                (Feature.Reinstall, "options.reinstall"), (Feature.ExactVersion, "packages[].version"),
                (Feature.PartialUpgrade, "packages")],
            mutation.Options);
    }

    [Theory]
    [InlineData("web", "{}", null)]
    [InlineData("web", "{\"version\":\"2\",\"options\":{\"force\":true},\"dry_run\":true}", null)]
    [InlineData("-web", "{}", "VALIDATION_ERROR name")]
    [InlineData("web", "{\"version\":\"\"}", "VALIDATION_ERROR version")]
    [InlineData("web", "{\"target\":\"2\"}", "INVALID_REQUEST target")]
    public void Update_is_parsed_or_refused_by_name(string name, string json, string? refusal) =>
        Assert.Equal(refusal, Inputs.Text(PackageChangesApi.ReadUpdate(name, Inputs.Body(json), DebFamily.Instance).Failure));

    [Fact]
    public void Update_without_a_body_is_the_offered_version()
    {
        var mutation = PackageChangesApi.ReadUpdate("web", BodyObject.Empty(), DebFamily.Instance).Mutation!;
        Assert.Equal(new UpdateRequest(PackageSpec.Of("web"), ChangeOptions.None), mutation.Request);
        Assert.False(mutation.DryRun);
    }

    [Theory]
    [InlineData("web", "", null)]
    [InlineData("web", "force=true&autoremove=1&dry_run=true", null)]
    [InlineData("web", "purge=true", null)]
    [InlineData("web", "purge=maybe", "INVALID_REQUEST purge")]
    [InlineData("web", "recursive=1", "INVALID_REQUEST recursive")]
    [InlineData("we b", "", "VALIDATION_ERROR name")]
    public void Removal_is_parsed_or_refused_by_name(string name, string query, string? refusal) =>
        Assert.Equal(refusal, Inputs.Text(PackageChangesApi.ReadRemove(name, Inputs.Query(query), DebFamily.Instance).Failure));

    [Fact]
    public void Removal_has_everything_requested()
    {
        var query = Inputs.Query($"purge=1&force=1&autoremove=1&dry_run=1&plan_digest={Digest}");
        var mutation = PackageChangesApi.ReadRemove("web", query, DebFamily.Instance)
            .Mutation!;
        Assert.Equal(new RemoveRequest(PackageSpec.Of("web"), true, true) { PlanDigest = Digest }, mutation.Request);
        Assert.Equal([(Feature.Purge, "purge")], mutation.Options);
        Assert.True(mutation.DryRun);
        Assert.Empty(PackageChangesApi.ReadRemove("web", Inputs.Query("purge=0"), DebFamily.Instance).Mutation!.Options);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("{\"packages\":[],\"patches\":[]}", null)]
    [InlineData("{\"security_only\":true,\"min_severity\":\"high\",\"exclude\":[\"k*\"],\"reboot_delay_seconds\":86400}", null)]
    [InlineData("{\"security\":true}", "INVALID_REQUEST security")]
    [InlineData("{\"min_severity\":\"unknown\"}", "INVALID_REQUEST min_severity")]
    [InlineData("{\"min_severity\":\"High\"}", "INVALID_REQUEST min_severity")]
    [InlineData("{\"packages\":[\"a b\"]}", "VALIDATION_ERROR packages[0]")]
    [InlineData("{\"patches\":[\"a b\"]}", "INVALID_REQUEST patches[0]")]
    [InlineData("{\"exclude\":[\"\"]}", "INVALID_REQUEST exclude[0]")]
    [InlineData("{\"reboot_delay_seconds\":86401}", null)]
    [InlineData("{\"reboot_delay_seconds\":1.5}", "INVALID_REQUEST reboot_delay_seconds")]
    [InlineData("{\"reboot_delay_seconds\":\"5\"}", "INVALID_REQUEST reboot_delay_seconds")]
    [InlineData("{\"options\":{\"reboot_delay_minutes\":1441}}", null)]
    [InlineData("{\"options\":{\"exclude\":[]}}", "INVALID_REQUEST options.exclude")]
    [InlineData("{\"allow_reboot\":true,\"reboot\":false}", "INVALID_REQUEST reboot")]
    [InlineData("{\"allow_reboot\":true,\"options\":{\"reboot\":false}}", "INVALID_REQUEST options.reboot")]
    [InlineData("{\"allow_reboot\":true,\"options\":{\"reboot\":true}}", null)]
    [InlineData("{\"reboot_delay_seconds\":60,\"options\":{\"reboot_delay_minutes\":1}}", null)]
    [InlineData("{\"reboot_delay_seconds\":61,\"options\":{\"reboot_delay_minutes\":1}}", "INVALID_REQUEST options.reboot_delay_minutes")]
    public void Apply_is_parsed_or_refused_by_name(string json, string? refusal) =>
        Assert.Equal(refusal, Inputs.Text(ApplyApi.Read(Inputs.Body(json), DebFamily.Instance).Failure));

    [Fact]
    public void Old_form_of_apply_means_the_same_as_the_current_one()
    {
        var published = Apply("{\"options\":{\"reboot\":true,\"reboot_delay_minutes\":2,\"exclude_packages\":[\"k*\"]}}");
        var present = Apply("{\"allow_reboot\":true,\"reboot_delay_seconds\":120,\"exclude\":[\"k*\"]}");
        Assert.Equal((present.AllowReboot, present.RebootDelaySeconds, present.Exclude[0]),
            (published.AllowReboot, published.RebootDelaySeconds, published.Exclude[0]));
        Assert.Equal((true, 120, "k*"), (present.AllowReboot, present.RebootDelaySeconds, present.Exclude[0]));
    }

    [Fact]
    public void Absent_list_is_everything_and_an_empty_one_stays_empty()
    {
        var everything = Apply("{}");
        Assert.Equal((null, null, false, null, false, 0),
            (everything.Packages, everything.Patches, everything.SecurityOnly, everything.MinSeverity, everything.AllowReboot,
            everything.RebootDelaySeconds));
        Assert.Equal([], Apply("{\"packages\":[]}").Packages!);
        Assert.Null(Apply("{\"packages\":null}").Packages);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("name=lib*&status=all&upgradable=true&sort=size&order=desc&limit=10000&offset=5", null)]
    [InlineData("status=broken", "INVALID_REQUEST status")]
    [InlineData("limit=0", "INVALID_REQUEST limit")]
    [InlineData("limit=10001", "INVALID_REQUEST limit")]
    [InlineData("offset=-1", "INVALID_REQUEST offset")]
    [InlineData("sort=date", "INVALID_REQUEST sort")]
    [InlineData("name=a%20b", "INVALID_REQUEST name")]
    [InlineData("page=1", "INVALID_REQUEST page")]
    public void Package_query_is_parsed_or_refused_by_name(string query, string? refusal) =>
        Assert.Equal(refusal, Inputs.Text(PackageFilter.Read(Inputs.Query(query)).Failure));

    [Fact]
    public void Package_query_defaults_to_everything_installed_by_name() =>
        Assert.Equal(
            new PackageFilter(null, PackageStatus.Installed, null, "name", false, null, 0), PackageFilter.Read(Inputs.Query("")).Filter);

    [Theory]
    [InlineData("", null)]
    [InlineData("severity=unknown&security=false&name=x&sort=published_at&order=desc&limit=1&offset=0", null)]
    [InlineData("severity=important", "INVALID_REQUEST severity")]
    [InlineData("sort=size", "INVALID_REQUEST sort")]
    public void Patch_query_is_parsed_or_refused_by_name(string query, string? refusal) =>
        Assert.Equal(refusal, Inputs.Text(PatchesApi.ReadFilter(Inputs.Query(query)).Failure));

    [Theory]
    [InlineData("", null)]
    [InlineData("status=failed&operation=patch_apply&sort=updated_at&order=asc&limit=1&offset=2", null)]
    [InlineData("status=done", "INVALID_REQUEST status")]
    [InlineData("operation=patch-apply", "INVALID_REQUEST operation")]
    [InlineData("limit=0", "INVALID_REQUEST limit")]
    public void Job_query_is_parsed_or_refused_by_name(string query, string? refusal) =>
        Assert.Equal(refusal, Inputs.Text(JobsApi.ReadFilter(Inputs.Query(query)).Failure));

    [Fact]
    public void Job_query_defaults_to_the_newest_fifty()
    {
        var filter = JobsApi.ReadFilter(Inputs.Query("")).Filter!;
        Assert.Equal((null, null, JobSort.CreatedAt, true, 50, 0),
            (filter.Status, filter.Operation, filter.Sort, filter.Descending, filter.Limit, filter.Offset));
        Assert.Equal(JobStatus.Failed, JobsApi.ReadFilter(Inputs.Query("status=failed")).Filter!.Status);
    }

    [Theory]
    [InlineData("{\"reboot_delay_seconds\":0}", 0, null)]
    [InlineData("{\"reboot_delay_seconds\":86400}", 86400, null)]
    [InlineData("{\"reboot_delay_seconds\":86401}", 86400, 86401L)]
    [InlineData("{\"reboot_delay_seconds\":10000000}", 86400, 10000000L)]
    [InlineData("{\"reboot_delay_seconds\":-1}", 0, -1L)]
    [InlineData("{\"reboot_delay_seconds\":-9223372036854775808}", 0, long.MinValue)]
    [InlineData("{\"reboot_delay_seconds\":18446744073709551615}", 86400, long.MaxValue)]
    [InlineData("{\"options\":{\"reboot_delay_minutes\":1440}}", 86400, null)]
    [InlineData("{\"options\":{\"reboot_delay_minutes\":1441}}", 86400, 1441L)]
    public void Delay_of_any_size_is_clamped_and_remembered_for_the_warning(string json, int used, long? asked)
    {
        var request = Apply(json);
        Assert.Equal((used, asked), (request.RebootDelaySeconds, request.RebootDelayAsked));
    }

    /// <summary>A warning quotes the member and the number that the client sent, not what the agent made of them.</summary>
    [Theory]
    [InlineData("{\"reboot_delay_seconds\":86401}", "reboot_delay_seconds: 86401 is out of range; 86400 is used")]
    [InlineData("{\"options\":{\"reboot_delay_minutes\":1441}}",
        "options.reboot_delay_minutes: 1441 is out of range; 1440 is used")]
    [InlineData("{\"options\":{\"reboot_delay_minutes\":9223372036854775807}}",
        "options.reboot_delay_minutes: 9223372036854775807 is out of range; 1440 is used")]
    [InlineData("{\"options\":{\"reboot_delay_minutes\":-3}}", "options.reboot_delay_minutes: -3 is out of range; 0 is used")]
    [InlineData("{\"reboot_delay_seconds\":90000,\"options\":{\"reboot_delay_minutes\":1500}}",
        "reboot_delay_seconds: 90000 is out of range; 86400 is used")]
    [InlineData("{\"options\":{\"reboot_delay_minutes\":1440}}", null)]
    public void Case19_Warning_of_a_delay_names_what_was_sent(string json, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], UnknownNames.Of(
            Apply(json),
            Inventories.Of("web=1"),
            new UpdatesSnapshot([], new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default),
            _ => null));

    private static ApplyRequest Apply(string json)
    {
        var (mutation, failure) = ApplyApi.Read(Inputs.Body(json), DebFamily.Instance);
        Assert.Null(failure);
        return Assert.IsType<ApplyRequest>(mutation!.Request);
    }

    /// <summary>Only an admin may reboot or change the agent itself, by any route.</summary>
    [Theory]
    [InlineData("{}", "Operator")]
    [InlineData("{\"packages\":[\"web\"]}", "Operator")]
    [InlineData("{\"allow_reboot\":false}", "Operator")]
    [InlineData("{\"allow_reboot\":true}", "Admin")]
    [InlineData("{\"reboot\":true,\"dry_run\":true}", "Admin")]
    [InlineData("{\"options\":{\"reboot\":true}}", "Admin")]
    [InlineData("{\"packages\":[\"web\",\"linux-patch-api\"]}", "Admin")]
    [InlineData("{\"patches\":[\"linux-patch-api;1.0;amd64;x\"]}", "Admin")]
    [InlineData("{\"packages\":[\"linux-patch-api:amd64\"]}", "Admin")]
    [InlineData("{\"packages\":[\"linux-patch-api-tools\"]}", "Operator")]
    [InlineData("{\"packages\":[\"systemd\"]}", "Admin")]
    [InlineData("{\"patches\":[\"dbus:amd64\"]}", "Admin")]
    public void Apply_requires_the_role_of_what_it_may_do(string json, string role) =>
        Assert.Equal(role, MutationRole.Required(ApplyApi.Read(Inputs.Body(json), DebFamily.Instance).Mutation!).ToString());

    /// <summary>
    /// The plan is made after the answer, and that of an admin may contain the agent, so a repetition by an operator is refused.
    /// </summary>
    [Theory]
    [InlineData(AccessRole.Admin, "{}", "Admin")]
    [InlineData(AccessRole.Operator, "{}", "Operator")]
    [InlineData(AccessRole.Operator, "{\"packages\":[\"linux-patch-api\"]}", "Admin")]
    internal void Case36_Repetition_requires_the_role_of_the_admitted_change(AccessRole role, string json, string required) =>
        Assert.Equal(
            required, MutationRole.ForRepetition(ApplyApi.Read(Inputs.Body(json), DebFamily.Instance).Mutation!, role).ToString());

    [Fact]
    public void Apply_of_everything_leaves_the_agent_out_for_all_but_the_admin()
    {
        var all = ApplyApi.Read(Inputs.Body("{\"exclude\":[\"kernel*\"]}"), DebFamily.Instance).Mutation!;
        var operators = (ApplyRequest)MutationRole.Within(all, AccessRole.Operator).Request;
        Assert.Equal((true, false), (operators.KeepsVital, all.Request.KeepsVital));
        Assert.Same(all, MutationRole.Within(all, AccessRole.Admin));
        var removal = PackageChangesApi.ReadRemove("web", Inputs.Query(""), DebFamily.Instance).Mutation!;
        Assert.True(MutationRole.Within(removal, AccessRole.Operator).Request.KeepsVital);
    }

    [Theory]
    [InlineData("web", "Operator")]
    [InlineData("linux-patch-api", "Admin")]
    [InlineData("linux-patch-api:amd64", "Admin")]
    [InlineData("polkitd", "Admin")]
    [InlineData("packagekit", "Admin")]
    public void Case43_Only_an_admin_may_change_the_agent_and_the_packages_it_depends_on(string name, string role)
    {
        var update = PackageChangesApi.ReadUpdate(name, Inputs.Body("{}"), DebFamily.Instance).Mutation!;
        var remove = PackageChangesApi.ReadRemove(name, Inputs.Query(""), DebFamily.Instance).Mutation!;
        var install = PackageChangesApi.ReadInstall(
            Inputs.Body($"{{\"packages\":[{{\"name\":\"{name}\"}}]}}"), DebFamily.Instance).Mutation!;
        Assert.All([update, remove, install], mutation => Assert.Equal(role, MutationRole.Required(mutation).ToString()));
    }
}
