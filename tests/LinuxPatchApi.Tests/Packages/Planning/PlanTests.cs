using CsCheck;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

public sealed class PlanTests
{
    [Theory]
    [InlineData("Install", "new", "3", "Install new - 3")]
    [InlineData("Install", "web", "2", "Upgrade web 1 2")]
    [InlineData("Install", "web", "1", "Reinstall web 1 1")]
    [InlineData("Update", "web", "2", "Upgrade web 1 2")]
    [InlineData("Update", "new", "2", "Install new - 2")]
    [InlineData("Downgrade", "web", "0", "Downgrade web 1 0")]
    [InlineData("Reinstall", "web", "1", "Reinstall web 1 1")]
    [InlineData("Remove", "web", "1", "Remove web 1 -")]
    [InlineData("Remove", "new", "1", "")]
    public void Row_of_a_simulation_becomes_the_change_that_the_installed_set_makes_of_it(string kind, string name, string version,
        string expected)
    {
        var row = new SimulatedChange(Enum.Parse<SimulatedKind>(kind), name, "amd64", version, null);
        Assert.Equal(expected, string.Join(' ', PlanBuilder.Changes([row], Inventories.Of("web=1")).Select(Text)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Replacement_told_as_removal_and_installation_is_one_change(bool removalFirst)
    {
        SimulatedChange[] rows = [new(SimulatedKind.Remove, "web", "amd64", "1", null),
            new(SimulatedKind.Install, "web", "amd64", "2", null)];
        var changes = PlanBuilder.Changes(removalFirst ? rows : rows.Reverse(), Inventories.Of("web=1"));
        Assert.Equal("Upgrade web 1 2", Text(Assert.Single(changes)));
    }

    [Fact]
    public void Package_that_moves_to_another_architecture_keeps_its_previous_version()
    {
        var change = Assert.Single(
            PlanBuilder.Changes([new(SimulatedKind.Update, "doc", "all", "2", null)], Inventories.Of("doc=1/amd64")));
        Assert.Equal("Upgrade doc 1 2", Text(change));
    }

    [Fact]
    public void Second_architecture_is_a_package_of_its_own()
    {
        var change = Assert.Single(
            PlanBuilder.Changes([new(SimulatedKind.Install, "lib", "i386", "1", null)], Inventories.Of("lib=1/amd64")));
        Assert.Equal("Install lib - 1", Text(change));
    }

    [Fact]
    public void Changes_are_sorted_by_name_and_architecture()
    {
        SimulatedChange[] rows = [new(SimulatedKind.Install, "b", "amd64", "1", null), new(SimulatedKind.Install, "a", "i386", "1", null),
            new(SimulatedKind.Install, "a", "amd64", "1", null)];
        Assert.Equal(["a amd64", "a i386", "b amd64"],
            PlanBuilder.Changes(rows, Inventories.Of()).Select(c => $"{c.Name} {c.Architecture}"));
    }

    [Fact]
    public void Digest_is_this_one_for_this_plan_on_every_host_and_version() => Assert.Equal(
        "6bc1635554222910dcd5a433b00dab3f02efa921739dcc95ce847f9095385d6e",
        Plan([new("web", "amd64", ChangeAction.Upgrade, "1", "2", ChangeOutcome.Planned, null)]).Digest);

    [Fact]
    public void Digest_does_not_depend_on_order_outcome_or_what_was_left_out() => Gen.Shuffle(
        new[] { Change("a", "2"), Change("b", "2"), Change("c", "2") }).Sample(changes =>
            Plan(changes).Digest == Plan([Change("a", "2"), Change("b", "2"), Change("c", "2")]).Digest
            && Plan(changes) with { Skipped = [Change("z", "1")] } is var other && other.Digest == Plan(changes).Digest
            && Plan([.. changes.Select(c => c with { Outcome = ChangeOutcome.Applied, Reason = "x" })]).Digest == Plan(changes).Digest);

    [Fact]
    public void Digest_depends_on_every_part_of_a_change()
    {
        var change = Change("a", "2");
        PackageChange[] others =
        [
            change with { Name = "b" }, change with { Architecture = "i386" }, change with { Action = ChangeAction.Downgrade },
            change with { FromVersion = "0" }, change with { FromVersion = null }, change with { ToVersion = "3" },
                change with { ToVersion = null },
        ];
        Assert.Equal(others.Length + 2, others.Append(change).Select(c => Plan([c]).Digest).Append(Plan([]).Digest).Distinct().Count());
    }

    [Fact]
    public void Digest_covers_what_a_plan_without_changes_stands_on()
    {
        var digests = new[] { Plan([]), Plan([]).StandingOn("a"), Plan([]).StandingOn("b"), Plan([Change("a", "2")]).StandingOn("a"),
            Plan([Change("a", "2")]) }
            .Select(p => p.Digest).ToList();
        Assert.Equal(5, digests.Distinct().Count());
        Assert.Equal(digests[1], (Plan([]).StandingOn("a") with { DownloadBytes = 7 }).Digest);
    }

    [Fact]
    public void Difference_names_what_came_and_what_went()
    {
        var difference = PlanDifference.Between([Change("a", "2"), Change("b", "2")], [Change("a", "3"), Change("b", "2")]);
        Assert.Equal("3", Assert.Single(difference.Added).ToVersion);
        Assert.Equal("2", Assert.Single(difference.Removed).ToVersion);
        var none = PlanDifference.Between([Change("a", "2")], [Change("a", "2")]);
        Assert.Empty(none.Added.Concat(none.Removed));
    }

    private static PackageChange Change(string name, string to) =>
        new(name, "amd64", ChangeAction.Upgrade, "1", to, ChangeOutcome.Planned, null);

    private static Plan Plan(IReadOnlyList<PackageChange> changes) => new(changes, [], null, null, false, []);

    private static string Text(PackageChange change) =>
        $"{change.Action} {change.Name} {change.FromVersion ?? "-"} {change.ToVersion ?? "-"}";
}
