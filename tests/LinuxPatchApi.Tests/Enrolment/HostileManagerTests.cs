using System.Net;
using System.Text;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>
/// A manager, or something in its place, that sends slowly, too much or without end. Hostile content is in <see cref="EnrolmentTests"/>.
/// </summary>
public sealed class HostileManagerTests
{
    private const string Json = "Content-Type: application/json\r\n";

    /// <summary>
    /// A piece a second goes on for longer than the deadline of the exchange, which counts from its start, not from the last byte.
    /// </summary>
    [Theory]
    [InlineData(EnrolmentStage.Asking)]
    [InlineData(EnrolmentStage.Waiting)]
    public async Task Answer_that_drips_past_the_deadline_is_given_up_and_asked_for_again(object stage)
    {
        await using var bed = new EnrolmentBed();
        bed.Begin();
        if (stage is EnrolmentStage.Waiting)
        {
            await bed.NextAsync();
        }
        var seen = bed.Manager.Requests.Count;
        var token = bed.Record.Token;
        var body = "{\"status\":\"pending\",\"polling_token\":\"" + new string('x', 4096);
        bed.Manager.Switches.Instead = Encoding.ASCII.GetBytes($"HTTP/1.1 200 x\r\n{Json}Content-Length: 9000\r\n\r\n{body}");
        bed.Manager.Switches.Drip = TimeSpan.FromSeconds(1);

        var step = await AtTheDeadlineAsync(bed, () => bed.Manager.Connections > seen);

        Assert.Equal(
            (stage, EnrolmentProblem.Unreachable, "no complete response within 30 s", token),
            (step.Stage, step.Problem, step.Detail, step.Token));
        Assert.False(bed.Disk.HasAnswer);
        (bed.Manager.Switches.Instead, bed.Manager.Switches.Drip) = (null, TimeSpan.Zero);
        Assert.Equal(EnrolmentStage.Waiting, (await bed.NextAsync()).Stage);
        bed.Manager.Enrolments.Approve();
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
    }

    [Fact]
    public async Task Bundle_that_drips_past_the_deadline_is_not_installed_in_part_and_its_loss_is_told()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var token = bed.Record.Token;
        bed.Manager.Enrolments.Approve();
        bed.Time.SetUtcNow(bed.Record.NextAt);
        bed.Manager.Switches.Drip = TimeSpan.FromSeconds(1);
        var step = await AtTheDeadlineAsync(bed, () => bed.Manager.Enrolments.HandedOut == 1);
        Assert.Equal(
            (EnrolmentStage.Waiting, EnrolmentProblem.Unreachable, token, false),
            (step.Stage, step.Problem, step.Token, bed.Disk.HasAnswer));
        Assert.Null(bed.Settings.Tls.Enrolled);
        bed.Manager.Switches.Drip = TimeSpan.Zero;
        var end = await bed.ToTheEndAsync(steps: 40);
        Assert.Equal(EnrolmentStage.Ended, end.Stage);
        Assert.Contains(end.Problem, new[] { EnrolmentProblem.BundleLost, EnrolmentProblem.NotFound });
        Assert.Contains("delete the host", EnrolmentText.Remedy(end), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FetchOutcome.TimedOut, EnrolmentLimits.StateBytes + 1, true)]
    [InlineData(FetchOutcome.TooLarge, EnrolmentLimits.StateBytes + 1, true)]
    [InlineData(FetchOutcome.Truncated, EnrolmentLimits.StateBytes + 1, true)]
    [InlineData(FetchOutcome.TimedOut, EnrolmentLimits.StateBytes, false)]
    [InlineData(FetchOutcome.NotReached, 0, false)]
    public void Answer_that_broke_off_above_the_size_of_any_state_may_have_been_the_bundle(
        FetchOutcome outcome, int received, bool isBroken)
    {
        var fetched = new FetchResult(outcome, [], "words") { Received = received };
        Assert.Equal((ReplyKind.Failed, isBroken), (ManagerReply.OfPoll(fetched).Kind, ManagerReply.OfPoll(fetched).IsBroken));
        Assert.False(ManagerReply.OfPost(fetched).IsBroken);
    }

    [Theory]
    [InlineData("Content-Length: 1048577\r\n")]
    [InlineData("")]
    public async Task Oversized_answer_in_the_place_of_the_bundle_is_not_kept(string framing)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var body = $"{{\"status\":\"approved\",\"ca_crt\":\"{new string('x', EnrolmentLimits.AnswerBytes)}\"}}";
        bed.Manager.Switches.Instead = Encoding.ASCII.GetBytes($"HTTP/1.1 200 x\r\n{Json}{framing}\r\n{body}");
        var step = await bed.NextAsync();
        Assert.Equal((EnrolmentStage.Waiting, EnrolmentProblem.BadAnswer), (step.Stage, step.Problem));
        Assert.Equal("the response is larger than 1048576 bytes", step.Detail);
        Assert.Equal([bed.Disk.RecordFile], Directory.GetFiles(bed.Disk.Path));
        bed.Manager.Switches.Instead = null;
        bed.Manager.Enrolments.Approve();
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
    }

    public static TheoryData<string, byte[]> Endless => new()
    {
        { $"HTTP/1.1 200 x\r\n{Json}\r\n", new byte[8192] },
        { $"HTTP/1.1 200 x\r\n{Json}Transfer-Encoding: chunked\r\n\r\n", [.. "1000\r\n"u8, .. new byte[4096], .. "\r\n"u8] },
        {
            $"HTTP/1.1 200 x\r\n{Json}Transfer-Encoding: chunked\r\n\r\n",
            [.. "1;"u8, .. Enumerable.Repeat((byte)'x', 200), .. "\r\n{\r\n"u8]
        },
        { "HTTP/1.1 200 x\r\n", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("x-more: of it\r\n", 256))) },
    };

    /// <summary>In a head, a body without a length, chunks and extensions of chunks.</summary>
    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Answer_without_an_end_is_left_at_the_limit(string head, byte[] piece)
    {
        await using var bed = new EnrolmentBed();
        await using var endless = new EndlessManager(
            bed.Manager.Pki.Server("manager.example.org", IPAddress.Loopback), Encoding.ASCII.GetBytes(head), piece);
        bed.Begin(manager: endless.Address);
        var step = await Eventually.SoonAsync(bed.StepAsync());
        Assert.Equal((EnrolmentStage.Asking, EnrolmentProblem.BadAnswer), (step.Stage, step.Problem));
        Assert.Equal([bed.Disk.RecordFile], Directory.GetFiles(bed.Disk.Path));
        await Eventually.TrueAsync(() => endless.LeftAlone == 1, "the end of the connection");
    }

    /// <summary>In bytes: what is taken off the connection, and the memory that it costs.</summary>
    [Theory]
    [MemberData(nameof(Endless))]
    public void Reading_without_an_end_stops_at_the_limit_in_bytes_and_memory(string head, byte[] piece)
    {
        // Origin: copies of each piece that arrives, and a buffer that doubles.
        const int factor = 16;
        using var reader = new ResponseReader(new HttpLimits { BodyBytes = EnrolmentLimits.AnswerBytes }, anyStatus: true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        reader.Append(Encoding.ASCII.GetBytes(head));
        var read = 0L;
        while (reader.Result is null)
        {
            reader.Append(piece);
            read += piece.Length;
            Assert.True(read <= EnrolmentLimits.AnswerBytes + (64 * 1024), $"{read} bytes were read");
        }
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken <= factor * EnrolmentLimits.AnswerBytes, $"{taken} bytes were allocated");
        Assert.Contains(reader.Result.Outcome, new[] { FetchOutcome.TooLarge, FetchOutcome.Malformed });
        Assert.Empty(reader.Result.Body);
        Assert.True(reader.Received <= EnrolmentLimits.AnswerBytes + piece.Length);
    }

    /// <summary>An answer above the size of a state is on the disk before it is parsed, and turns out to be one all the same.</summary>
    [Theory]
    [InlineData("pending", EnrolmentStage.Waiting, EnrolmentProblem.None)]
    [InlineData("notfound", EnrolmentStage.Waiting, EnrolmentProblem.None)]
    [InlineData("denied", EnrolmentStage.Ended, EnrolmentProblem.Denied)]
    [InlineData("rejoice", EnrolmentStage.Waiting, EnrolmentProblem.BadAnswer)]
    public async Task Long_answer_that_is_not_approved_is_what_it_says_and_leaves_nothing_behind(
        string status, object stage, object problem)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var token = bed.Record.Token;
        var body = $"{{\"message\":\"{new string('x', EnrolmentLimits.StateBytes)}\",\"status\":\"{status}\"}}";
        bed.Manager.Switches.Instead = Answer(200, body);
        Assert.Equal(EnrolmentStage.Received, (await bed.NextAsync()).Stage);
        var judged = await bed.NextAsync();
        Assert.Equal((stage, problem, token, 1), (judged.Stage, judged.Problem, judged.Token, judged.Polls));
        Assert.False(bed.Disk.HasAnswer);
        if (judged.Stage == EnrolmentStage.Waiting)
        {
            bed.Manager.Switches.Instead = null;
            bed.Manager.Enrolments.Approve();
            Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
        }
    }

    internal static byte[] Answer(int status, string body, string type = "application/json") =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status} x\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>One step whose answer has begun to come when the deadline is over.</summary>
    private static async Task<EnrolmentRecord> AtTheDeadlineAsync(EnrolmentBed bed, Func<bool> hasBegun)
    {
        var step = bed.NextAsync();
        await Eventually.TrueAsync(hasBegun, "the request");
        bed.Time.Advance(EnrolmentLimits.Deadline - TimeSpan.FromSeconds(1));
        Assert.False(step.IsCompleted);
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        return await Eventually.SoonAsync(step);
    }
}
