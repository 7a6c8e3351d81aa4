using LinuxPatchApi.Metrics;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

/// <summary>What keeps an update out has one word, whoever tells it.</summary>
public sealed class BlockedWordsTests
{
    [Theory]
    [InlineData("held", true)]
    [InlineData("phased", true)]
    [InlineData("kept_back", true)]
    [InlineData("conflicts", false)]
    [InlineData("unauthenticated", false)]
    [InlineData("pinned", true)]
    [InlineData("subscription", false)]
    [InlineData("unknown", false)]
    public void Case07_List_plan_metrics_and_health_tell_the_same_word(string word, bool isWished)
    {
        var kind = Enum.GetValues<BlockKind>().Single(k => Blocked.WordOf(k) == word);
        var update = Inventories.Update("a", "2") with { Security = true, Held = kind == BlockKind.Held, Blocked = new Blocked(kind, "because") };
        Assert.Equal(word, update.Blocked.Word);

        var writer = new MetricsWriter();
        UpdateMetrics.Write(writer, [update]);
        var metrics = System.Text.Encoding.UTF8.GetString(writer.ToBytes());
        foreach (var one in Enum.GetValues<BlockKind>().Select(Blocked.WordOf).Append("none"))
        {
            Assert.Contains($"linux_patch_api_security_updates_blocked{{reason=\"{one}\"}} {(one == word ? 1 : 0)}\n", metrics, StringComparison.Ordinal);
        }

        var snapshot = new UpdatesSnapshot([update], new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default);
        Assert.Equal(isWished ? null : $"a security update cannot go in: a 2 ({word}: because)", BlockedSecurity.Problem(snapshot));

        var installed = Inventories.Of("a=1");
        var selection = PatchSelection.Of(PlannerBench.Everything, [update], _ => null, installed);
        var skipped = selection.Skipped is [var left] ? left : ChangePlanner.LeftOut(Assert.Single(selection.Selected), "impossible", installed);
        Assert.StartsWith(word + ": ", skipped.Reason, StringComparison.Ordinal);
    }
}
