using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.SelfUpdates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Tests.Api.Input;

namespace LinuxPatchApi.Tests.Api.SelfUpdates;

public sealed class SelfUpdateReaderTests
{
    [Theory]
    [InlineData("{}", null)]
    [InlineData("{\"target_version\":\"3.0.1\",\"restart\":true,\"restart_delay_seconds\":300,\"allow_downgrade\":true}", null)]
    [InlineData("{\"restart_delay_seconds\":301}", "INVALID_REQUEST restart_delay_seconds")]
    [InlineData("{\"restart_delay_seconds\":-1}", "INVALID_REQUEST restart_delay_seconds")]
    [InlineData("{\"target_version\":\"\"}", "VALIDATION_ERROR target_version")]
    [InlineData("{\"restart\":false}", "OPTION_NOT_SUPPORTED restart")]
    [InlineData("{\"version\":\"3.0.1\"}", "INVALID_REQUEST version")]
    [InlineData("{\"options\":{\"force\":true,\"allow_downgrade\":false}}", null)]
    [InlineData("{\"options\":{\"force\":true},\"force\":false}", "INVALID_REQUEST options.force")]
    [InlineData("{\"options\":{\"allow_downgrade\":false},\"allow_downgrade\":true}", "INVALID_REQUEST options.allow_downgrade")]
    [InlineData("{\"options\":{\"reinstall\":true}}", "INVALID_REQUEST options.reinstall")]
    public void Body_is_parsed_or_refused_by_name(string json, string? refusal) =>
        Assert.Equal(refusal, Inputs.Text(SelfUpdateApi.Read(Inputs.Body(json), DebFamily.Instance).Failure));

    [Fact]
    public void Without_a_body_it_is_the_offered_version_after_five_seconds()
    {
        var mutation = SelfUpdateApi.Read(Inputs.Body("{}"), DebFamily.Instance).Mutation!;
        Assert.Equal(new SelfUpdateRequest(PackageSpec.Of("linux-patch-api"), ChangeOptions.None, 5), mutation.Request);
        Assert.Equal((JobOperation.SelfUpdate, AccessRole.Admin), (mutation.Operation, MutationRole.Required(mutation)));
    }

    [Fact]
    public void A_target_and_a_downgrade_are_what_not_every_package_manager_can()
    {
        var mutation = SelfUpdateApi.Read(
            Inputs.Body("{\"target_version\":\"3.0.0\",\"allow_downgrade\":true}"), DebFamily.Instance).Mutation!;
        Assert.Equal(
            [(Feature.PartialUpgrade, "target_version"), (Feature.Downgrade, "allow_downgrade"), (Feature.ExactVersion, "target_version")],
            mutation.Options);
    }

    /// <summary>The texts of a job name <c>options</c>, whichever request it came from.</summary>
    [Theory]
    [InlineData("{\"force\":true,\"allow_downgrade\":true}", "allow_downgrade")]
    [InlineData("{\"options\":{\"force\":true,\"allow_downgrade\":true}}", "options.allow_downgrade")]
    public void Options_may_stand_in_both_places(string json, string downgrade)
    {
        var mutation = SelfUpdateApi.Read(Inputs.Body(json), DebFamily.Instance).Mutation!;
        Assert.Equal(new ChangeOptions(Force: true, AllowDowngrade: true), ((SelfUpdateRequest)mutation.Request).Options);
        Assert.Contains((Feature.Downgrade, downgrade), mutation.Options);
    }

    [Theory]
    [InlineData("linux-patch-api")]
    [InlineData("linux-patch-api:amd64")]
    public void An_update_of_the_own_package_is_a_self_update_at_once(string name)
    {
        var mutation = PackageChangesApi.ReadUpdate(name, Inputs.Body("{\"version\":\"3.0.1\"}"), DebFamily.Instance).Mutation!;
        var request = Assert.IsType<SelfUpdateRequest>(mutation.Request);
        Assert.Equal((JobOperation.SelfUpdate, "3.0.1", 0), (mutation.Operation, request.Package.Version, request.DelaySeconds));
        Assert.True(request.IsExclusive());
    }
}
