using LinuxPatchApi.Enrolment;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>Hosts behind one address, which the manager's rate governor takes for one client.</summary>
public sealed class GovernedEnrolmentTests
{
    /// <summary>Origin: each wants six requests a minute, and the governor lets five pass for all of them.</summary>
    private const int PollingSeconds = 10;

    [Fact]
    public async Task Three_agents_behind_one_governor_all_end_enrolled()
    {
        await using var first = new EnrolmentBed(pollingSeconds: PollingSeconds);
        await using var second = new EnrolmentBed(first: first, number: 2, pollingSeconds: PollingSeconds);
        await using var third = new EnrolmentBed(first: first, number: 3, pollingSeconds: PollingSeconds);
        EnrolmentBed[] beds = [first, second, third];
        var manager = first.Manager;
        manager.Switches.Governor = true;
        foreach (var bed in beds)
        {
            bed.Begin();
        }

        var throttled = new HashSet<int>();
        for (var i = 0; i < 200 && !beds.All(bed => bed.Record.IsOver); i++)
        {
            // All three at the same instants, as after a power cut of their rack: none of them varies its interval.
            var next = beds.Where(bed => !bed.Record.IsOver).MinBy(bed => bed.Record.NextAt)!;
            if ((await next.NextAsync()).Problem == EnrolmentProblem.Throttled)
            {
                throttled.Add(next.Number);
            }
            // An administrator comes when all of them have been seen polling for a while.
            if (i == 40)
            {
                Assert.All(manager.Enrolments.ApproveAll(), status => Assert.Equal(200, status));
                Assert.Equal(3, manager.Enrolments.Hosts.Count);
            }
        }

        Assert.All(beds, bed => Assert.Equal((EnrolmentStage.Ready, EnrolmentProblem.None), (bed.Record.Stage, bed.Record.Problem)));
        Assert.NotEmpty(throttled);
        Assert.Equal(3, manager.Enrolments.HandedOut);
        Assert.Equal(3, beds.Select(bed => bed.Settings.Tls.Enrolled).Distinct().Count());
    }
}
