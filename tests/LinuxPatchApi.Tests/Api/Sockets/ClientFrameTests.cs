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
    [InlineData("""{"type":"subscribe_all","job_id":"0190f4a0-0000-7000-8000-000000000001"}""", "Subscribe", null)]
    [InlineData("""{"action":"unsubscribe","job_id":"0190f4a0-0000-7000-8000-000000000001"}""", "Unsubscribe", Id)]
    [InlineData("""{"type":"unsubscribe"}""", "Unsubscribe", null)]
    [InlineData("""{"action":"ping"}""", "Ping", null)]
    [InlineData("""{"type":"ping","action":"ping","nonce":7}""", "Ping", null)]
    public void Both_spellings_are_accepted(string json, string action, string? id)
    {
        var frame = ClientFrame.Parse(Encoding.UTF8.GetBytes(json));
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
    public void Any_other_message_is_invalid(string json) => Assert.Null(ClientFrame.Parse(Encoding.UTF8.GetBytes(json)));
}
