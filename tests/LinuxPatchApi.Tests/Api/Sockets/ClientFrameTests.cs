using System.Text;
using LinuxPatchApi.Api.Sockets;

namespace LinuxPatchApi.Tests.Api.Sockets;

public sealed class ClientFrameTests
{
    private const string Id = "0190f4a0-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("""{"action":"subscribe","job_id":"0190f4a0-0000-7000-8000-000000000001"}""", "Subscribe", Id)]
    [InlineData("""{"type":"subscribe","job_id":"0190F4A0-0000-7000-8000-000000000001"}""", "Subscribe", Id)]
    [InlineData("""{"action":"subscribe"}""", "Subscribe", null)]
    [InlineData("""{"action":"subscribe","job_id":null}""", "Subscribe", null)]
    [InlineData("""{"action":"subscribe","job_id":""}""", "Subscribe", null)]
    [InlineData("""{"type":"subscribe_all"}""", "Subscribe", null)]
    [InlineData("""{"type":"subscribe_all","job_id":""}""", "Subscribe", null)]
    [InlineData("""{"action":"unsubscribe","job_id":"0190f4a0-0000-7000-8000-000000000001"}""", "Unsubscribe", Id)]
    [InlineData("""{"type":"unsubscribe"}""", "Unsubscribe", null)]
    [InlineData("""{"action":"ping"}""", "Ping", null)]
    [InlineData("""{"action":"ping","job_id":null}""", "Ping", null)]
    [InlineData("""{"type":"ping","action":"ping"}""", "Ping", null)]
    public void Both_spellings_are_accepted(string json, string action, string? id)
    {
        var (frame, failure) = ClientFrame.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(failure);
        Assert.Equal((action, id), (frame?.Action.ToString(), frame?.JobId?.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"action":"subscribe""")]
    [InlineData("""{"action":"Subscribe"}""")]
    [InlineData("""{"action":1}""")]
    [InlineData("""{"action":"ping","type":"subscribe"}""")]
    [InlineData("""{"action":"ping","action":"ping"}""")]
    [InlineData("""{"action":"subscribe","job_id":"7"}""")]
    [InlineData("""{"action":"subscribe","job_id":7}""")]
    [InlineData("""{"action":"subscribe","job_id":"{0190f4a0-0000-7000-8000-000000000001}"}""")]
    [InlineData("""{"action":"\ud800"}""")]
    [InlineData("""{"action":"ping","x":[[[[[[]]]]]]}""")]
    [InlineData("""{"ty\ud800pe":"subscribe_all"}""")]
    [InlineData("""{"action":"ping","action":"subscribe"}""")]
    public void Any_other_message_is_invalid(string json)
    {
        var (frame, failure) = ClientFrame.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(frame);
        Assert.NotEmpty(failure!);
    }

    [Theory]
    [InlineData("""{"action":"subscribe","jobId":"0190f4a0-0000-7000-8000-000000000001"}""", "jobId: is not known here (did you mean")]
    [InlineData("""{"action":"subscribe","jobid":"0190f4a0-0000-7000-8000-000000000001"}""", "jobid: is not known here (did you mean")]
    [InlineData("""{"action":"unsubscribe","id":"0190f4a0-0000-7000-8000-000000000001"}""", "id: is not known here")]
    [InlineData("""{"action":"ping","nonce":7}""", "nonce: is not known here; known are action, job_id, type")]
    [InlineData("""{"type":"subscribe_all","job_id":"0190f4a0-0000-7000-8000-000000000001"}""", "job_id: is not taken by subscribe_all")]
    [InlineData("""{"action":"ping","job_id":"0190f4a0-0000-7000-8000-000000000001"}""", "job_id: is not taken by ping")]
    [InlineData("""{"action":"subscribe","job_id":7}""", "job_id: must be a text")]
    [InlineData("""{"action":"subscribe","job_id":"7"}""", "job_id: must be the id of a job")]
    [InlineData("""{"action":"ping","type":"subscribe"}""", "type: is another spelling of action")]
    [InlineData("""{"type":"subscibe"}""", "type: must be one of subscribe, subscribe_all, unsubscribe, ping (did you mean subscribe?)")]
    public void Case04_Member_that_is_not_read_is_refused_by_its_name(string json, string failure) =>
        Assert.StartsWith(failure, ClientFrame.Parse(Encoding.UTF8.GetBytes(json)).Failure!);

    [Fact]
    public void Case04_Name_of_an_unknown_member_is_cut()
    {
        var (_, failure) = ClientFrame.Parse(Encoding.UTF8.GetBytes($$"""{"action":"ping","{{new string('x', 60_000)}}":1}"""));
        Assert.InRange(failure!.Length, 1, 300);
    }
}
