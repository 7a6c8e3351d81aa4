using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Restarts;

namespace LinuxPatchApi.Tests.Operations.ServiceRestarts;

public sealed class RestartRulesTests
{
    private static readonly string[] Deny = ["dbus.service", "user@*.service"];

    [Theory]
    [InlineData("a.service", "loaded", "active", "")]
    [InlineData("a.service", "loaded", "failed", "")]
    [InlineData("a.service", "loaded", "activating", "")]
    [InlineData("a.service", "loaded", "inactive", "NotRestartable")]
    [InlineData("a.service", "loaded", "deactivating", "NotRestartable")]
    [InlineData("a.service", "masked", "active", "NotRestartable")]
    [InlineData("a.service", "error", "inactive", "NotRestartable")]
    [InlineData("a.service", "not-found", "inactive", "NotFound")]
    [InlineData("a.socket", "loaded", "active", "NoService")]
    [InlineData("dbus.service", "loaded", "active", "Denied")]
    [InlineData("user@1000.service", "loaded", "active", "Denied")]
    [InlineData("linux-patch-api.service", "loaded", "active", "Denied")]
    public void Only_running_services_that_are_not_denied_are_restarted(string id, string load, string active, string obstacle) =>
        Assert.Equal(obstacle, RestartGuard.Check(Unit(id, active, load: load), Deny)?.Obstacle.ToString() ?? "");

    [Fact]
    public void Alias_of_a_denied_name_is_denied_and_so_is_the_agent_with_an_empty_list()
    {
        Assert.Equal(
            RestartObstacle.Denied, RestartGuard.Check(Unit("dbus-broker.service", "active", aliases: ["dbus.service"]), Deny)?.Obstacle);
        Assert.Null(RestartGuard.Check(Unit("dbus.service", "active"), []));
        Assert.Equal(RestartObstacle.Denied, RestartGuard.Check(Unit("linux-patch-api.service", "active"), [])?.Obstacle);
    }

    [Fact]
    public void Unit_that_forbids_it_is_not_restarted() => Assert.Equal(
        RestartObstacle.NotRestartable,
        RestartGuard.Check(Unit("auditd.service", "active") with { RefusesManualRestart = true }, Deny)?.Obstacle);

    [Fact]
    public void Services_are_restarted_and_everything_else_is_left_with_its_reason()
    {
        var scan = new RestartScan(default, 9, 0,
        [
            Group(PlaceKind.Service, "web.service", "libz1", "libssl3"),
            Group(PlaceKind.Service, "own.service"),
            Group(PlaceKind.Service, "dbus.service", "libz1"),
            Group(PlaceKind.Session, "session-3.scope"),
            Group(PlaceKind.User, "user@0.service"),
            Group(PlaceKind.Init, "init.scope"),
            Group(PlaceKind.Scope, "docker-1.scope"),
            Group(PlaceKind.Other, null),
        ]);
        var needed = NeededRestarts.Of(scan, Deny);
        Assert.Equal(["web.service", "own.service", "dbus.service", "session-3.scope", "user@0.service", "init.scope", "docker-1.scope"],
            needed.Select(n => n.Unit));
        Assert.Equal(["web.service", "own.service"], needed.Where(n => n.Outcome == RestartOutcome.Planned).Select(n => n.Unit));
        Assert.Equal(("ran replaced code of libz1, libssl3", "ran replaced code: /usr/bin/x", "restart.deny has dbus.service"),
            (needed[0].Reason, needed[1].Reason, needed[2].Reason));
        Assert.All(needed.Skip(2), n => Assert.Equal(RestartOutcome.Skipped, n.Outcome));
        Assert.Equal(7, needed.Select(n => n.Reason).Distinct().Count());
    }

    /// <summary>State, invocation before, right after and now: what is wrong with it.</summary>
    [Theory]
    [InlineData("active", "running", "simple", "success", "old", "new", "new", "")]
    [InlineData("active", "exited", "oneshot", "success", "old", "new", "new", "")]
    [InlineData("active", "running", "simple", "success", "", "new", "new", "")]
    [InlineData("active", "running", "simple", "success", "old", null, "new", "")]
    [InlineData("inactive", "dead", "oneshot", "success", "old", "new", "new", "")]
    [InlineData("active", "running", "simple", "success", "old", "old", "old", "was not restarted")]
    [InlineData("active", "running", "simple", "success", "old", "new", "newer", "does not stay up")]
    [InlineData("inactive", "dead", "simple", "success", "old", "new", "new", "did not come back")]
    [InlineData(
        "failed", "failed", "simple", "exit-code", "old", "new", "new", "did not come back: it is failed (failed), result exit-code")]
    [InlineData("failed", "failed", "oneshot", "exit-code", "old", "new", "new", "did not come back")]
    [InlineData("activating", "auto-restart", "simple", "exit-code", "old", "new", "new", "did not come back")]
    [InlineData("activating", "start", "notify", "success", "old", "new", "new", "did not come back")]
    public void Unit_is_back_when_it_is_up_under_another_invocation_and_stays_so(
        string active, string sub, string type, string result, string before, string? after, string now, string wrong)
    {
        var why = RestartVerdict.WhyNotBack(Unit("a.service", active, sub, type, result) with { InvocationId = now }, before, after);
        Assert.StartsWith(wrong, why ?? "", StringComparison.Ordinal);
        Assert.Equal(wrong.Length == 0, why is null);
    }

    [Theory]
    [InlineData("activating", "start", true)]
    [InlineData("deactivating", "stop-sigterm", true)]
    [InlineData("reloading", "reload", true)]
    [InlineData("activating", "auto-restart", false)]
    [InlineData("active", "running", false)]
    [InlineData("failed", "failed", false)]
    public void Unit_between_two_states_is_waited_for_but_not_one_that_crashes(string active, string sub, bool onItsWay) =>
        Assert.Equal(onItsWay, RestartVerdict.IsInTransition(Unit("a.service", active, sub)));

    internal static UnitState Unit(
        string id,
        string active,
        string sub = "running",
        string type = "simple",
        string result = "success",
        string load = "loaded",
        string[]? aliases = null) =>
        new(id, "", load, active, sub, "enabled", 7, type, false, [], result, 0, [id, .. aliases ?? []]);

    internal static StaleGroup Group(PlaceKind kind, string? unit, params string[] packages) =>
        new(kind, unit, null, packages.Length == 0 ? null : packages, 1, [new StaleProcess(7, "x")], 1,
            [new StaleFile("/usr/bin/x", true, null)]);
}
