using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Plans;

/// <summary>Where the package manager has to be queried for what can be had, and does not always answer.</summary>
public sealed class UndoPlansTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeEngine _engine = new();

    [Fact]
    public async Task Case51_What_the_package_manager_does_not_answer_is_not_known_now_and_asked_again_later()
    {
        _engine.Offered.Add(new AvailablePackage("web;1;amd64;r", "web", "amd64", "1", "r", ""));
        _engine.ResolveFailure = new PackageFailure(JobErrorCode.BackendUnavailable, "busy", Retryable: true);
        var catalogue = new PackageCatalogue(null, null, _engine, RpmFamily.Instance);
        var installed = new InstalledCache(new FakeInstalledSource { Answer = Inventories.Of("web=2") });
        var plans = new UndoPlans(installed, catalogue, null, _ => null, _ => null, _time);
        var job = JobSamples.New(JobStatus.Completed) with
        {
            Changes = [JobSamples.Upgrade("web") with { Outcome = ChangeOutcome.Applied }],
        };
        var plan = await plans.OfAsync(job, CancellationToken.None);
        Assert.Equal((false, true), (plan.IsPossible, plan.Unknown!.Retryable));
        Assert.StartsWith("whether the job can be undone is not known now: busy", Assert.Single(plan.Reasons), StringComparison.Ordinal);

        // Nor asked with each poll of the job.
        Assert.NotNull((await plans.OfAsync(job, CancellationToken.None)).Unknown);
        Assert.Single(_engine.ResolvedNames);

        _engine.ResolveFailure = null;
        _time.Advance(UndoPlans.RetryPause);
        Assert.True((await plans.OfAsync(job, CancellationToken.None)).IsPossible);
        Assert.Null((await catalogue.VersionsAsync("web", CancellationToken.None)).Failure);
    }

    /// <summary>Named, installed, offered: which installed build is meant; none when the native one could be.</summary>
    [Theory]
    [InlineData("web", "web=1/i386", "amd64", null)]
    [InlineData("web", "web=1/i386", "all", null)]
    [InlineData("web", "web=1/i386", "i386", "i386")]
    [InlineData("web:i386", "web=1/i386", "amd64", "i386")]
    [InlineData("web", "web=1/amd64", "i386", "amd64")]
    public void Case05_A_name_means_the_native_build_where_there_is_one(string name, string installed, string offered, string? expected)
    {
        var inventory = Inventories.Of(installed, "dpkg=1/amd64");
        AvailablePackage[] versions = [new(null, "web", offered, "2", "r", "")];
        Assert.Equal(expected, PackagesApi.Meant(PackageSpec.Of(name), inventory, versions)?.Architecture);
    }
}
