using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

public sealed class VerdictTests
{
    [Fact]
    public void Cancelled_job_that_changed_nothing_is_cancelled_whatever_the_package_manager_calls_it()
    {
        var end = Verdict.Of(
            [Change("a", "Unchanged"), Change("b", "Unchanged")], Failed(JobErrorCode.PackageNotFound), StopReason.Cancelled);
        Assert.Contains("0 of 2", Assert.IsType<JobEnd.Cancelled>(end).Message);
    }

    [Fact]
    public void Cancelled_job_that_changed_something_and_failed_otherwise_is_failed()
    {
        var end = Verdict.Of([Change("a", "Applied"), Change("b", "Different")], Failed(JobErrorCode.ScriptFailed), StopReason.Cancelled);
        Assert.Equal(JobErrorCode.ScriptFailed, Assert.IsType<JobEnd.Failed>(end).Code);
    }

    [Fact]
    public void Cancel_that_came_too_late_leaves_a_completed_job() =>
        Assert.IsType<JobEnd.Completed>(Verdict.Of([Change("a", "Applied")], Failed(JobErrorCode.Cancelled), StopReason.Cancelled));

    [Fact]
    public void Failure_without_a_cancel_keeps_its_code()
    {
        var end = Verdict.Of([Change("a", "Unchanged")], Failed(JobErrorCode.PackageNotFound), default);
        Assert.Equal(JobErrorCode.PackageNotFound, Assert.IsType<JobEnd.Failed>(end).Code);
    }

    /// <summary>rpm registers a package before it runs its scripts; dpkg tells one whose scripts have not run.</summary>
    [Fact]
    public void Case50_Scripts_of_a_package_manager_that_went_away_are_not_known_to_have_run()
    {
        PackageChange[] changes = [Change("a", "Applied"), Change("b", "Skipped")];
        var gone = new PackageFailure(JobErrorCode.BackendUnavailable, "it went away", Retryable: true);
        Assert.Equal(
            "it went away: all planned versions are in place, but whether the scripts and triggers of a have run is not known; "
            + "'dnf reinstall NAME' on the host runs them again",
            Verdict.InPlace(gone, changes, RpmTerms.Instance));
        Assert.StartsWith(
            "the package manager reported a failure", Verdict.InPlace(gone, changes, DebTerms.Instance), StringComparison.Ordinal);
        Assert.StartsWith(
            "the package manager reported a failure",
            Verdict.InPlace(gone with { Code = JobErrorCode.ScriptFailed }, changes, RpmTerms.Instance), StringComparison.Ordinal);
        Assert.Contains(
            "a0, a1, a2, a3, a4, a5, a6, a7 and 1 more have",
            Verdict.InPlace(gone, [.. Enumerable.Range(0, 9).Select(i => Change($"a{i}", "Applied"))], RpmTerms.Instance),
            StringComparison.Ordinal);
    }

    /// <summary>Where nothing is simulated, only what the agent stands on is missed; the client's force accepts that, too.</summary>
    [Theory]
    [InlineData("polkit", false, true, false)]
    [InlineData("polkit", true, true, true)]
    [InlineData("db", false, true, true)]
    [InlineData("db", false, false, false)]
    public void Case43_What_the_agent_stands_on_and_is_gone_fails_a_job_that_could_not_be_simulated(
        string gone, bool force, bool isBlind, bool isCompleted)
    {
        var removed = UnplannedChanges.Of(new PackageKey(gone, "x86_64"), ChangeAction.Remove, "1", null);
        var end = Verdict.WithUnplanned(new JobEnd.Completed("done"), [removed], before: null, force, isBlind);
        Assert.Equal(isCompleted, end is JobEnd.Completed);
        Assert.Contains(gone, end.Message, StringComparison.Ordinal);
        Assert.Equal(gone == "polkit" && !isCompleted, end.Message.Contains("this agent stands on it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dbus", true)]
    [InlineData("db", false)]
    public void Case43_What_the_agent_stands_on_and_came_along_is_told(string changed, bool isTold) => Assert.Equal(
        isTold,
        Verdict.VitalChanged([UnplannedChanges.Of(new PackageKey(changed, "x86_64"), ChangeAction.Upgrade, "1", "2")])
            ?.Contains(changed, StringComparison.Ordinal) ?? false);

    private static PackageChange Change(string name, string outcome) =>
        new(name, "all", ChangeAction.Upgrade, "1", "2", Enum.Parse<ChangeOutcome>(outcome), null);

    private static ExecutionReport Failed(JobErrorCode code) =>
        new(new PackageFailure(code, "words", Retryable: false), RestartSystem: false);
}
