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

    [Theory]
    [MemberData(nameof(All))]
    public async Task Enrolment_goes_on_after_a_death(string point)
    {
        await using var bed = new EnrolmentBed();
        var reached = new List<string>();
        var isArmed = true;
        bed.Disk = new EnrolmentDirectory(bed.Disk.Path)
        {
            Reached = at =>
            {
                reached.Add(at);
                if (isArmed && at == point)
                {
                    isArmed = false;
                    throw new Killed();
                }
            },
        };
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

        Assert.False(isArmed, $"{point} was never reached");
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
