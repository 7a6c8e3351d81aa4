using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The agent dies before and after each effect on the disk, and is started again: the bundle is never lost.</summary>
public sealed class EnrolmentKillTests
{
    private sealed class Killed : Exception;

    private static readonly string[] Points =
    [
        "before Asking", "after Asking", "before Waiting", "after Waiting", "before answer", "after answer",
        "before Received", "after Received", "before Installed", "after Installed",
        "before deletion of answer.json", "after deletion of answer.json", "before Ready", "after Ready",
    ];

    public static TheoryData<string> All => [.. Points];

    /// <summary>From here on the agent has what the manager forgets.</summary>
    private static readonly string[] HasBundle = [.. Points.SkipWhile(point => point != "after answer")];

    public static TheoryData<string> WithBundle => [.. HasBundle];

    /// <summary>The manager is restarted while the agent is dead, or has gone for good.</summary>
    [Theory]
    [MemberData(nameof(WithBundle))]
    public async Task Death_with_the_bundle_on_the_disk_needs_the_manager_no_more(string point)
    {
        await using var bed = new EnrolmentBed();
        var isArmed = Arm(bed, point);
        await bed.WaitingAsync();
        Assert.Equal(200, bed.Manager.Enrolments.Approve());
        await Assert.ThrowsAsync<Killed>(() => bed.ToTheEndAsync());
        bed.Manager.Enrolments.Restart();
        await bed.Manager.DisposeAsync();
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
        Assert.NotNull(TlsLoader.Load(bed.Settings.Tls, null, bed.Time.GetUtcNow()).Material);
        Assert.False(bed.Disk.HasAnswer);
    }

    /// <summary>Without it the manager's restart loses the certificates, and the agent says both causes.</summary>
    [Theory]
    [InlineData("after Waiting")]
    [InlineData("before answer")]
    public async Task Death_without_the_bundle_and_a_restart_of_the_manager_end_with_words(string point)
    {
        await using var bed = new EnrolmentBed();
        var isArmed = Arm(bed, point);
        bed.Begin();
        for (var i = 0; i < 3 && isArmed(); i++)
        {
            try
            {
                if ((await bed.NextAsync()).Stage == EnrolmentStage.Waiting)
                {
                    Assert.Equal(200, bed.Manager.Enrolments.Approve());
                }
            }
            catch (Killed)
            {
                if (bed.Manager.Enrolments.Waiting.Count > 0)
                {
                    Assert.Equal(200, bed.Manager.Enrolments.Approve());
                }
            }
        }
        Assert.False(isArmed());
        bed.Manager.Enrolments.Restart();
        var record = await bed.ToTheEndAsync(steps: 40);
        Assert.Equal((EnrolmentStage.Ended, EnrolmentProblem.NotFound), (record.Stage, record.Problem));
        Assert.Contains("delete the host", EnrolmentText.Remedy(record), StringComparison.Ordinal);
    }

    /// <summary>The agent dies once, at this point.</summary>
    /// <returns>Whether that is still to come.</returns>
    private static Func<bool> Arm(EnrolmentBed bed, string point, Action<string>? reached = null)
    {
        var isArmed = true;
        bed.Disk = new EnrolmentDirectory(bed.Disk.Path)
        {
            Reached = at =>
            {
                reached?.Invoke(at);
                if (isArmed && at == point)
                {
                    isArmed = false;
                    throw new Killed();
                }
            },
        };
        return () => isArmed;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Enrolment_goes_on_after_a_death(string point)
    {
        await using var bed = new EnrolmentBed();
        var reached = new List<string>();
        var isArmed = Arm(bed, point, reached.Add);
        var isApproved = false;
        for (var i = 0; i < 40; i++)
        {
            try
            {
                if (bed.Disk.Read().Record is null)
                {
                    bed.Begin();
                }
                if (bed.Record.IsOver)
                {
                    break;
                }
                await bed.NextAsync();
                if (bed.Record.Stage == EnrolmentStage.Waiting && !isApproved)
                {
                    isApproved = true;
                    Assert.Equal(200, bed.Manager.Enrolments.Approve());
                }
            }
            catch (Killed)
            {
                // A token that was not on the disk is lost; its row must be deleted by an administrator, as the state says.
                if (point == "before Waiting")
                {
                    bed.Manager.Enrolments.Deny();
                }
                // Likewise an answer that the process had, but not yet the disk: the one instant that no order of writes can close.
                if (point == "before answer")
                {
                    break;
                }
            }
        }

        Assert.False(isArmed(), $"{point} was never reached");
        if (point == "before answer")
        {
            var record = await bed.ToTheEndAsync(steps: 40);
            Assert.Equal((EnrolmentStage.Ended, EnrolmentProblem.NotFound), (record.Stage, record.Problem));
            return;
        }
        Assert.Equal(EnrolmentStage.Ready, bed.Record.Stage);
        Assert.Equal(1, bed.Manager.Enrolments.HandedOut);
        Assert.NotNull(TlsLoader.Load(bed.Settings.Tls, null, bed.Time.GetUtcNow()).Material);
        Assert.False(bed.Disk.HasAnswer);
        Assert.All(reached, at => Assert.Contains(at, Points));
    }
}
