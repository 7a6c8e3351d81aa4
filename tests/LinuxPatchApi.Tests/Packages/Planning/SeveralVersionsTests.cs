using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

/// <summary>rpm has kernels and its own keys in several versions beside each other, under one name and architecture.</summary>
public sealed class SeveralVersionsTests
{
    private static readonly InstalledInventory Before = Of("kernel=6.1", "kernel=6.2", "kernel=6.3", "key=1", "key=2", "web=1");

    [Fact]
    public void All_versions_of_a_key_are_found_and_no_others()
    {
        Assert.Equal(["6.1", "6.2", "6.3"], Before.Versions(new PackageKey("kernel", "x86_64")).Select(p => p.Version));
        Assert.Equal("1", Assert.Single(Before.Versions(new PackageKey("web", "x86_64"))).Version);
        Assert.Empty(Before.Versions(new PackageKey("kernel", "i686")));
    }

    [Fact]
    public void What_was_there_before_in_several_versions_is_no_unplanned_change() =>
        Assert.Empty(Verification.Unplanned([], Before, Before));

    [Fact]
    public void A_version_that_came_or_went_besides_the_plan_is_told_alone()
    {
        var reported = Verification.Unplanned([], Before, Of("kernel=6.2", "kernel=6.3", "kernel=6.4", "key=1", "key=2", "web=1")).ToList();
        Assert.Equal(
            [("6.4", ChangeAction.Upgrade), (null, ChangeAction.Remove)],
            reported.Select(c => (c.ToVersion, c.Action)));
        Assert.Equal("6.1", reported[1].FromVersion);
    }

    [Fact]
    public void A_new_kernel_is_applied_beside_the_old_ones_and_the_one_that_goes_is_a_change_of_its_own()
    {
        var plan = PlanBuilder.Changes(
            [new SimulatedChange(SimulatedKind.Install, "kernel", "x86_64", "6.4", null),
                new SimulatedChange(SimulatedKind.Remove, "kernel", "x86_64", "6.1", null)], Before);
        Assert.Equal([(ChangeAction.Upgrade, "6.4"), (ChangeAction.Remove, null)], plan.Select(c => (c.Action, c.ToVersion)));
        Assert.Equal("6.1", plan[1].FromVersion);
        Assert.All(Verification.Judge(plan, Of("kernel=6.2", "kernel=6.3", "kernel=6.4")), c =>
            Assert.Equal(ChangeOutcome.Applied, c.Outcome));
        Assert.All(Verification.Judge(plan, Of("kernel=6.1", "kernel=6.2", "kernel=6.3")), c =>
            Assert.NotEqual(ChangeOutcome.Applied, c.Outcome));
        Assert.Equal(
            [ChangeOutcome.Applied, ChangeOutcome.Unchanged],
            Verification.Judge(plan, Of("kernel=6.1", "kernel=6.2", "kernel=6.3", "kernel=6.4")).Select(c => c.Outcome));
    }

    /// <summary>Power went away between the installation of the new version and the removal of the old one.</summary>
    [Theory]
    [InlineData("Update", "web=1,web=2", "Different")]
    [InlineData("Update", "web=2", "Applied")]
    [InlineData("Install", "web=1,web=2", "Applied")]
    [InlineData("Update", "web=1", "Unchanged")]
    [InlineData("Downgrade", "web=0,web=1", "Different", "0")]
    [InlineData("Reinstall", "web=1", "Applied", "1")]
    public void Case50_Version_that_was_to_be_replaced_and_is_still_there_is_not_applied(
        string kind, string after, string expected, string to = "2")
    {
        var plan = PlanBuilder.Changes([new SimulatedChange(Enum.Parse<SimulatedKind>(kind), "web", "x86_64", to, null)], Before);
        var judged = Assert.Single(Verification.Judge(plan, Of(after.Split(','))));
        Assert.Equal(expected, judged.Outcome.ToString());
        if (judged.Outcome == ChangeOutcome.Different)
        {
            Assert.Equal(
                $"version {to} is installed beside version 1, which it was to replace: remove the older ones (dnf remove --duplicates)",
                judged.Reason);
        }
    }

    /// <summary>Whoever made them: known to every check, and not only to the job that was cut off.</summary>
    [Theory]
    [InlineData("web=1,web=2", "web 1 (installed), web 2 (installed)")]
    [InlineData("web=9,web=10", "web 9 (installed), web 10 (installed)")]
    [InlineData("kernel=6.1,kernel=6.2,kernel-core=1,kernel-core=2,gpg-pubkey=1,gpg-pubkey=2,kmod-net=1,kmod-net=2,web=1", "")]
    [InlineData("jdk=1,jdk=2", "")]
    public void Case50_Two_versions_of_which_one_was_to_go_make_the_database_unclean(string installed, string names)
    {
        var inventory = new InstalledInventory(Of(installed.Split(',')).Packages, DateTimeOffset.UnixEpoch, RpmTerms.Instance)
        {
            IsSideBySide = name => name == "jdk",
        };
        var isClean = names.Length == 0;
        Assert.Equal(isClean, inventory.IsClean);
        var unclean = LinuxPatchApi.Packages.Caches.UncleanDatabase.Of(inventory);
        Assert.Equal(names, string.Join(", ", unclean?.Packages ?? []));
        Assert.Equal(isClean, unclean is null);
        var check = LinuxPatchApi.Packages.Checks.DatabaseCheck.Judge(inventory, busy: false, RpmTerms.Instance);
        Assert.Equal(isClean, check.Status == LinuxPatchApi.Checks.CheckStatus.Ok);
        if (!isClean)
        {
            Assert.Equal("remove the older ones on the host (dnf remove --duplicates)", check.Remedy);
            Assert.Equal(LinuxPatchApi.Checks.CheckStatus.Failed, check.Status);
            Assert.Equal(LinuxPatchApi.Operations.Reboots.RebootObstacle.DatabaseUnclean,
                LinuxPatchApi.Operations.Reboots.RebootGuard.Check([], [], unclean, force: false, acknowledged: false));
        }
    }

    /// <summary>PackageKit's dnf backends list the newest installed version as an update of the others.</summary>
    [Theory]
    [InlineData("web=1,web=2", "2", false)]
    [InlineData("web=1,web=2", "3", true)]
    [InlineData("kernel=6.1,kernel=6.2,web=2", "3", true)]
    public void Case09_A_version_that_is_installed_is_no_update(string installed, string offered, bool isUpdate)
    {
        var update = Inventories.Update("web", offered, architecture: "x86_64");
        var shown = LinuxPatchApi.Packages.Caches.HiddenUpdates.WithHolds(
            [update], Of(installed.Split(',')), new Dictionary<PackageKey, Blocked>());
        Assert.Equal(isUpdate, shown.Count == 1);
    }

    [Theory]
    [InlineData("web=1,web=2", "web", "web is installed in several versions (1, 2), between which a name does not choose: remove the older "
        + "ones on the host (dnf remove --duplicates), then remove it by its name")]
    [InlineData("kernel=6.1,kernel=6.2", "kernel:x86_64", "kernel:x86_64 is installed in several versions (6.1, 6.2), between which a name "
        + "does not choose: remove one on the host by its version (rpm -e NAME-VERSION)")]
    public async Task Case50_A_removal_of_several_versions_names_a_remedy_that_works(string installed, string name, string words)
    {
        using var bench = new PlannerBench(RpmFamily.Instance);
        bench.Source.Answer = Of(installed.Split(','));
        var request = new LinuxPatchApi.Operations.PackageChanges.Requests.RemoveRequest(
            PackageSpec.Of(name), Force: false, AutoRemove: false);
        Assert.Equal(words, (await bench.PlanAsync(request)).Failure!.Message);
    }

    [Theory]
    [InlineData("web=9,web=10")]
    [InlineData("web=10,web=9")]
    public void Case50_Of_several_versions_the_newest_is_found(string installed)
    {
        var inventory = Of(["a=1", .. installed.Split(','), "z=1"]);
        Assert.Equal("10", inventory.Find(new PackageKey("web", "x86_64"))!.Version);
        Assert.Equal("10", inventory.Predecessor(new PackageKey("web", "x86_64"))!.Version);
        Assert.Equal(["9", "10"], inventory.Versions(new PackageKey("web", "x86_64")).Select(p => p.Version));
    }

    /// <summary>A package that moves between noarch and x86_64 is replaced as well.</summary>
    [Fact]
    public void Case50_Version_of_the_other_architecture_that_is_still_there_is_not_applied()
    {
        var before = new InstalledInventory(
            [new InstalledPackage("web", "noarch", "1"), new InstalledPackage("rpm", "x86_64", "4")], DateTimeOffset.UnixEpoch,
            RpmTerms.Instance);
        var plan = PlanBuilder.Changes([new SimulatedChange(SimulatedKind.Update, "web", "x86_64", "2", null)], before);
        var after = new InstalledInventory(
            [.. before.Packages, new InstalledPackage("web", "x86_64", "2")], DateTimeOffset.UnixEpoch, RpmTerms.Instance);
        Assert.Equal(ChangeOutcome.Different, Assert.Single(Verification.Judge(plan, after)).Outcome);
    }

    private static InstalledInventory Of(params string[] packages) =>
        new(packages.Select(p => p.Split('=')).Select(p => new InstalledPackage(p[0], "x86_64", p[1])), DateTimeOffset.UnixEpoch,
            RpmTerms.Instance);
}
