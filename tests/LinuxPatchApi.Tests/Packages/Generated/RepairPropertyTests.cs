using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Relations;

namespace LinuxPatchApi.Tests.Packages.Generated;

/// <summary>
/// Thousands of made-up hosts. The package manager is the worst that could be: whatever is in part, damaged or without what it needs by a
/// judge that shares no code with the plan, it removes, and whatever needs that as well. A repair that the plan lets through finds
/// nothing to remove.
/// </summary>
public sealed class RepairPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Case01_Repair_that_is_not_forced_has_nothing_to_remove(int seed)
    {
        var random = new Random(seed);
        var (safe, refused) = (0, 0);
        for (var round = 0; round < 1000; round++)
        {
            var host = MadeHost.Next(random, 3 + random.Next(5), trouble: random.Next(4));
            var plan = RepairJudge.Of([MadeHost.Relations(host)], unmerged: 0);
            var gone = Removed(host);
            if (plan.Refusal(force: false) is { } refusal)
            {
                refused++;
                Assert.Contains("nothing was changed", refusal.Message, StringComparison.Ordinal);
                continue;
            }

            safe++;
            Assert.True(gone.Count == 0, $"{string.Join(' ', gone.Select(g => g.Key))}\n{MadeHost.Status(host)}");
        }

        Assert.True(safe > 100 && refused > 100, $"{safe} safe, {refused} refused");
    }

    /// <summary>apt's own simulation of a repair over such hosts: what it would remove or install, the plan refuses.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Case01_Repair_that_is_not_forced_is_one_that_apt_does_without_removing(int seed)
    {
        using var apt = new AptRoot();
        var random = new Random(seed);
        var asked = 0;
        for (var round = 0; round < 9000 && asked < 40; round++)
        {
            var host = MadeHost.Next(random, 3 + random.Next(5), trouble: random.Next(3));
            if (RepairJudge.Of([MadeHost.Relations(host)], unmerged: 0).Refusal(force: false) is null)
            {
                asked++;
                var (code, output) = apt.Simulate(MadeHost.Status(host), "--fix-broken", "install");
                Assert.True(code == 0 && AptRoot.Rows(output).Count == 0, $"{MadeHost.Status(host)}\n{output}");
            }
        }

        Assert.Equal(40, asked);
    }

    /// <summary>Whatever a repair takes away, wanted or not: it is never told as repaired, and without force never as done.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Case01_Repair_that_removed_what_nobody_named_is_not_completed_without_force(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1000; round++)
        {
            var host = MadeHost.Next(random, 3 + random.Next(5), trouble: random.Next(6));
            List<MadePackage> left =
                [.. host.Where(p => p.Name == "dpkg" || random.Next(6) > 0).Select(p => p with { State = "installed", Reinstall = false })];
            var (before, after, force) = (MadeHost.Inventory(host), MadeHost.Inventory(left), random.Next(2) == 0);
            var end = RepairVerdict.Of(before, after, new ExecutionReport(null, RestartSystem: false), force, StopReason.None);
            List<string> gone = [.. host.Where(p => !left.Any(l => l.Key == p.Key)).Select(p => p.Name).Distinct()];
            Assert.Equal(gone.Count > 0 && !force, end is JobEnd.Failed);
            var rows = RepairVerdict.Changes(before, after, force);
            Assert.All(host.Where(p => !left.Any(l => l.Key == p.Key)), p => Assert.Contains(
                rows, r => r.Name == p.Name && r.Architecture == p.Architecture && r.Action == ChangeAction.Remove));
            if (end is JobEnd.Completed { Message: var message } && message.StartsWith("repaired: ", StringComparison.Ordinal))
            {
                var repaired = message["repaired: ".Length..message.IndexOf(';', StringComparison.Ordinal)].Split(", ");
                Assert.All(repaired, name => Assert.Contains(left, l => l.Name == name));
            }
        }
    }

    /// <summary>By dpkg's rules, from the generator's values.</summary>
    private static List<MadePackage> Removed(IReadOnlyList<MadePackage> host)
    {
        var there = host.ToList();
        for (var before = -1; before != there.Count;)
        {
            before = there.Count;
            there.RemoveAll(p => !p.IsThere || p.Reinstall || !p.Needs.All(g => g.Any(n => there.Any(o => o.IsThere && Meets(p, n, o))))
                || p.Excludes.Any(n => there.Any(o => o.IsThere && o.Name != p.Name && Collides(n, o)))
                || (p.MultiArch == "same" && there.Any(o => o.Name == p.Name && o.Version != p.Version)));
        }

        return [.. host.Except(there)];
    }

    private static bool Meets(MadePackage owner, MadeNeed need, MadePackage other)
    {
        var fits = need.Architecture switch
        {
            null => other.MultiArch == "foreign" || Own(other) == Own(owner),
            "any" => other.MultiArch == "allowed",
            var named => Own(other) == named,
        };
        return fits && (other.Name == need.Name ? Holds(need.Bound, other.Version) : Provided(need, other)
            && !(need.Architecture is "i386" or "amd64" && need.Bound.Length > 0));
    }

    private static bool Provided(MadeNeed need, MadePackage other) =>
        other.Provides.Any(p =>
            p.Name == need.Name && (need.Bound.Length == 0 || (p.Bound.Length > 0 && Holds(need.Bound, p.Bound[3..^1]))));

    private static bool Collides(MadeNeed need, MadePackage other) =>
        (need.Architecture is null or "any" || Own(other) == need.Architecture)
        && (other.Name == need.Name ? Holds(need.Bound, other.Version)
            : need.Architecture is "i386" or "amd64" ? other.Provides.Any(p => p.Name == need.Name) : Provided(need, other));

    private static string Own(MadePackage package) => package.Architecture == "all" ? "amd64" : package.Architecture;

    /// <summary>The generator knows two versions, 1-1 and 2-1.</summary>
    private static bool Holds(string bound, string version) => bound switch
    {
        "" or "(>= 1-1)" => true,
        "(= 1-1)" => version == "1-1",
        "(>> 1-1)" => version == "2-1",
        "(<< 1-1)" => false,
        _ => throw new InvalidOperationException(bound),
    };
}
