using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
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

    private static PackageChange Change(string name, string outcome) =>
        new(name, "all", ChangeAction.Upgrade, "1", "2", Enum.Parse<ChangeOutcome>(outcome), null);

    private static ExecutionReport Failed(JobErrorCode code) =>
        new(new PackageFailure(code, "words", Retryable: false), RestartSystem: false);
}
