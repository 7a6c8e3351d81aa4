using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests;

/// <summary>Not parallel, and so after all others: it looks at what happened while they ran.</summary>
[CollectionDefinition(nameof(AfterAllOthers), DisableParallelization = true)]
public sealed class AfterAllOthers;

[Collection(nameof(AfterAllOthers))]
public sealed class ExecutionTraceTests(ExecutionTrace trace)
{
    [Fact]
    public async Task The_daemon_executed_no_other_program_during_all_tests()
    {
        var report = await trace.ReportAsync();
        Assert.Equal(0, report.Number("lost"));
        Assert.True(report.Number("execs") > 0, "the record is blind");
        Assert.NotEmpty(report.Items("daemons"));
        Assert.Empty(report.Items("executed"));
    }
}
