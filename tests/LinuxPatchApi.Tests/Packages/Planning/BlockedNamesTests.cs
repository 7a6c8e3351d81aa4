using LinuxPatchApi.Metrics;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Planning;

/// <summary>Every output spells what keeps an update out in the same way.</summary>
public sealed class BlockedNamesTests
{
    [Theory]
    [InlineData("held", true)]
    [InlineData("phased", true)]
    [InlineData("kept_back", false)]
    [InlineData("conflicts", false)]
    [InlineData("unauthenticated", false)]
    [InlineData("pinned", true)]
    [InlineData("subscription", false)]
    [InlineData("unknown", false)]
    public void Case07_List_plan_metrics_and_health_use_the_same_name(string name, bool isChosen)
    {
        var kind = Enum.GetValues<BlockKind>().Single(k => Blocked.WireNameOf(k) == name);
        var blocked = new Blocked(kind, "because");
        var update = Inventories.Update("a", "2") with { Security = true, Held = kind == BlockKind.Held, Blocked = blocked };
        Assert.Equal(name, update.Blocked.WireName);

        var writer = new MetricsWriter();
        UpdateMetrics.Write(writer, [update]);
        var metrics = System.Text.Encoding.UTF8.GetString(writer.ToBytes());
        foreach (var one in Enum.GetValues<BlockKind>().Select(Blocked.WireNameOf).Append("none"))
        {
            Assert.Contains($"linux_patch_api_security_updates_blocked{{reason=\"{one}\"}} {(one == name ? 1 : 0)}\n", metrics,
                StringComparison.Ordinal);
        }

        var snapshot = new UpdatesSnapshot([update], new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default);
        Assert.Equal(isChosen ? null : $"a security update cannot go in: a 2 ({name}: because)", BlockedSecurity.Problem(snapshot));

        var installed = Inventories.Of("a=1");
        var selection = PatchSelection.Of(PlannerBench.Everything, [update], _ => null, installed);
        var skipped = selection.Skipped is [var left] ? left
            : ChangePlanner.LeftOut(Assert.Single(selection.Selected), new Obstacle(null, "impossible"), installed);
        Assert.StartsWith(name + ": ", skipped.Reason, StringComparison.Ordinal);
    }

    /// <summary>The list and each plan that leaves the update out tell the same word and the same reason.</summary>
    [Theory]
    [InlineData("held", "held at 1 on the host")]
    [InlineData("phased", "the distribution gives it to 10 % of its hosts now")]
    [InlineData("kept_back", "needs lib (>= 2), and lib is held at 1")]
    [InlineData("conflicts", "needs libmissing, which no configured repository offers")]
    [InlineData("unauthenticated", "no trusted key signed its repository h")]
    [InlineData("pinned", "the host's preferences give it the priority -1 (x)")]
    [InlineData("subscription", "h is for hosts with Ubuntu Pro")]
    [InlineData("unknown", "the package manager does not offer it now, and the indexes do not say why")]
    public void Case09_List_and_plans_explain_with_the_same_words(string word, string detail)
    {
        var kind = Enum.GetValues<BlockKind>().Single(k => Blocked.WireNameOf(k) == word);
        var update = Inventories.Update("a", "2") with { Held = kind == BlockKind.Held, Blocked = new Blocked(kind, detail) };
        var installed = Inventories.Of(kind == BlockKind.Held ? "a=1!hold" : "a=1", "dpkg=1");
        var listed = LinuxPatchApi.Patches.Patch.Of(
            new UpdatesSnapshot([update], new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default), installed)
            .Single().Update.Blocked!;
        Assert.Equal((word, detail), (listed.WireName, listed.Detail));

        var named = PlannerBench.Everything with { Packages = [LinuxPatchApi.Jobs.Model.PackageSpec.Of("a")] };
        foreach (var request in new[] { PlannerBench.Everything, named })
        {
            var selection = PatchSelection.Of(request, [update], _ => null, installed);
            var left = selection.Skipped is [var skip]
                ? skip
                : ChangePlanner.LeftOut(
                    Assert.Single(selection.Selected), new Obstacle(null, "the package manager's own text"), installed);
            Assert.StartsWith($"{listed.WireName}: ", left.Reason, StringComparison.Ordinal);
            Assert.True(kind == BlockKind.Unknown || left.Reason!.Contains(listed.Detail, StringComparison.Ordinal), left.Reason);
            Assert.True(
                selection.Obstacle is null || selection.Obstacle.Message.Contains(listed.Text, StringComparison.Ordinal),
                selection.Obstacle?.Message);
        }
    }
}
