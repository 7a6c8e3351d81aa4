using LinuxPatchApi.Daemon;
using LinuxPatchApi.Enrolment;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>What the manager gives only once, on a disk that cannot be written for a while.</summary>
public sealed class EnrolmentDiskTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_is_kept_until_its_record_is_written(bool isStopped)
    {
        await using var bed = new EnrolmentBed();
        bed.Disk = new EnrolmentDirectory(bed.Disk.Path)
        {
            Reached = at =>
            {
                if (at == "before Waiting" && File.Exists(bed.Disk.RecordFile))
                {
                    Block(bed.Disk.RecordFile);
                }
            },
        };
        bed.Begin();
        var record = await StepAsync(bed, bed.Disk.RecordFile, isStopped);
        Assert.Equal(EnrolmentStage.Waiting, record.Stage);
        Assert.Equal((EnrolmentStage.Waiting, record.Token), (bed.Record.Stage, bed.Record.Token));
        Assert.Single(bed.Manager.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bundle_is_kept_until_it_is_on_the_disk(bool isStopped)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        bed.Time.SetUtcNow(bed.Record.NextAt);
        Block(bed.Disk.AnswerFile);
        Assert.Equal(EnrolmentStage.Received, (await StepAsync(bed, bed.Disk.AnswerFile, isStopped)).Stage);
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
        Assert.Equal(1, bed.Manager.Enrolments.HandedOut);
    }

    /// <summary>Written in whole, but the agent died before it was renamed.</summary>
    [Fact]
    public async Task Token_in_a_file_that_was_not_renamed_is_taken_up()
    {
        await using var bed = new EnrolmentBed();
        var asking = bed.Begin();
        await bed.StepAsync();
        var waiting = bed.Record;
        File.Move(bed.Disk.RecordFile, Unrenamed(bed.Disk.RecordFile));
        Assert.Null(bed.Disk.Write(asking));
        Assert.Equal((EnrolmentStage.Waiting, waiting.Token), ((await bed.StepAsync()).Stage, bed.Record.Token));
        Assert.Single(bed.Manager.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal([bed.Disk.RecordFile], Directory.GetFiles(bed.Disk.Path));
    }

    [Fact]
    public async Task Bundle_in_a_file_that_was_not_renamed_is_taken_up_and_the_manager_is_not_asked_again()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var waiting = bed.Record;
        bed.Manager.Enrolments.Approve();
        Assert.Equal(EnrolmentStage.Received, (await bed.NextAsync()).Stage);
        File.Move(bed.Disk.AnswerFile, Unrenamed(bed.Disk.AnswerFile));
        Assert.Null(bed.Disk.Write(waiting));
        var seen = bed.Manager.Requests.Count;
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
        Assert.Equal(seen, bed.Manager.Requests.Count);
        Assert.Equal([bed.Disk.RecordFile], Directory.GetFiles(bed.Disk.Path));
    }

    [Theory]
    [InlineData("{\"status\":\"approved\",\"server_key\":\"-----BEGIN PRIVATE")]
    [InlineData("{\"status\":\"pending\"}")]
    [InlineData("")]
    public async Task Answer_that_was_cut_is_deleted_for_it_may_hold_a_private_key(string content)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var token = bed.Record.Token;
        await File.WriteAllTextAsync(Unrenamed(bed.Disk.AnswerFile), content, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Unrenamed(bed.Disk.RecordFile), content, TestContext.Current.CancellationToken);
        Assert.Equal((EnrolmentStage.Waiting, token), ((await bed.StepAsync()).Stage, bed.Record.Token));
        Assert.Equal([bed.Disk.RecordFile], Directory.GetFiles(bed.Disk.Path));
    }

    /// <summary>What is left of an enrolment with another manager, or of one that is over, is none of this one.</summary>
    [Fact]
    public async Task Token_of_another_manager_is_not_taken_up()
    {
        await using var other = new EnrolmentBed();
        await other.WaitingAsync();
        await using var bed = new EnrolmentBed();
        bed.Begin();
        File.Copy(other.Disk.RecordFile, Unrenamed(bed.Disk.RecordFile));
        Assert.Equal(EnrolmentStage.Waiting, (await bed.StepAsync()).Stage);
        Assert.NotEqual(other.Record.Token, bed.Record.Token);
        Assert.Equal([bed.Disk.RecordFile], Directory.GetFiles(bed.Disk.Path));
    }

    /// <summary>A record that is not understood may be a newer one: nothing beside it is touched.</summary>
    [Fact]
    public async Task Beside_a_record_that_is_not_understood_nothing_is_deleted()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        await File.WriteAllTextAsync(bed.Disk.RecordFile, "{\"version\":2}", TestContext.Current.CancellationToken);
        var left = Unrenamed(bed.Disk.AnswerFile);
        await File.WriteAllTextAsync(left, "{", TestContext.Current.CancellationToken);
        Assert.NotNull((await bed.Runner().StepAsync(TestContext.Current.CancellationToken)).Problem);
        Assert.True(File.Exists(left));
    }

    private static string Unrenamed(string file) =>
        Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.0123456789ab.tmp");

    [Fact]
    public async Task Process_that_stops_before_an_exchange_makes_none()
    {
        await using var bed = new EnrolmentBed();
        bed.Begin();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.Runner().StepAsync(new CancellationToken(canceled: true)));
        Assert.Empty(bed.Manager.Requests);
    }

    [Fact]
    public async Task Answer_that_cannot_be_deleted_is_tried_again_later_and_not_at_once()
    {
        await using var bed = new EnrolmentBed();
        var isReadOnly = true;
        bed.Disk = new EnrolmentDirectory(bed.Disk.Path)
        {
            Reached = at =>
            {
                if (at == "before deletion of answer.json" && isReadOnly)
                {
                    throw new IOException("read-only");
                }
            },
        };
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.NextAsync();
        Assert.Equal(EnrolmentStage.Installed, (await bed.NextAsync()).Stage);
        var record = await bed.NextAsync();
        Assert.Equal((EnrolmentStage.Installed, EnrolmentProblem.Disk), (record.Stage, record.Problem));
        Assert.True(record.NextAt > bed.Time.GetUtcNow());
        Assert.Contains("read-only", EnrolmentText.Status(record), StringComparison.Ordinal);
        isReadOnly = false;
        record = await bed.NextAsync();
        Assert.Equal((EnrolmentStage.Ready, EnrolmentProblem.None, null), (record.Stage, record.Problem, record.Detail));
    }

    /// <summary>The verb died after it had installed the certificates; the agent never looks into an enrolment when it has these.</summary>
    [Theory]
    [InlineData(nameof(EnrolmentStage.Received))]
    [InlineData(nameof(EnrolmentStage.Installed))]
    public async Task Start_with_enrolled_certificates_deletes_the_second_private_key(string stage)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.NextAsync();
        await bed.NextAsync();
        Assert.Null(bed.Disk.Write(bed.Record with { Stage = Enum.Parse<EnrolmentStage>(stage) }));
        Assert.True(bed.Disk.HasAnswer);

        Assert.NotNull(AgentStart.Load(AgentPaths.FromEnvironment(bed.ConfigurationFile), bed.Time, TextWriter.Null).Begin);
        Assert.False(bed.Disk.HasAnswer);
        Assert.Equal((EnrolmentStage.Ready, null), (bed.Record.Stage, bed.Record.Token));
    }

    /// <summary>The manager gives token and certificates only once: nothing may advise to throw them away.</summary>
    [Theory]
    [InlineData("\"problem\":\"None\"", "\"problem\":\"OutOfPaper\"", true)]
    [InlineData("\"problem\":\"None\",", "", true)]
    [InlineData("\"stage\":\"Waiting\"", "\"stage\":\"Reviewed\"", false)]
    [InlineData("\"version\":1", "\"version\":2", false)]
    public async Task Case62_Record_of_another_version_is_understood_as_far_as_it_decides(string from, string to, bool isUnderstood)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var text = File.ReadAllText(bed.Disk.RecordFile);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(bed.Disk.RecordFile, text.Replace(from, to, StringComparison.Ordinal));
        var (record, problem) = bed.Disk.Read();
        Assert.Equal((isUnderstood, isUnderstood), (record is { Stage: EnrolmentStage.Waiting, Token: not null }, problem is null));
        if (!isUnderstood)
        {
            Assert.Contains("is not understood; start the newer version", problem, StringComparison.Ordinal);
            Assert.DoesNotContain("abandon", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case62_Whole_answer_is_judged_whatever_another_version_calls_the_stage()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.NextAsync();
        Assert.Equal(EnrolmentStage.Received, bed.Record.Stage);
        var text = File.ReadAllText(bed.Disk.RecordFile);
        File.WriteAllText(bed.Disk.RecordFile, text.Replace("\"Received\"", "\"Reviewed\"", StringComparison.Ordinal));
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
    }

    [Fact]
    public async Task Enrolment_that_another_process_has_completed_is_not_begun_again()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        Assert.Equal(EnrolmentStage.Ready, bed.Begin().Stage);
    }

    /// <summary>Nothing can be renamed over a directory.</summary>
    private static void Block(string file)
    {
        File.Delete(file);
        Directory.CreateDirectory(file);
    }

    private static async Task<EnrolmentRecord> StepAsync(EnrolmentBed bed, string blocked, bool isStopped)
    {
        using var stop = new CancellationTokenSource();
        var waits = new TaskCompletionSource<EnrolmentRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Waits = waits.SetResult;
        var step = bed.Runner().StepAsync(stop.Token);
        Assert.Equal(EnrolmentProblem.Disk, (await waits.Task).Problem);
        Directory.Delete(blocked);
        if (isStopped)
        {
            await stop.CancelAsync();
        }
        while (!isStopped && !step.IsCompleted)
        {
            bed.Time.Advance(EnrolmentLimits.ClockWait);
            await Task.WhenAny(step, Task.Delay(10, TestContext.Current.CancellationToken));
        }
        var (record, problem) = await step;
        Assert.Null(problem);
        return record!;
    }
}
