using System.Net;
using System.Text;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class PipeliningTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static readonly HttpLimits Limits = new();

    /// <summary>The stream never waits, so only a yield keeps the loop from finishing within its call.</summary>
    [Fact]
    public void Others_get_their_turn_after_as_many_requests_in_a_row_as_the_limit_says()
    {
        var turns = new Turns();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(turns);
        try
        {
            AssertSlots(turns);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public async Task Any_number_in_a_row_is_answered()
    {
        var (all, answers) = Serve(500);
        await all;
        Assert.Equal(500, answers());
    }

    private static void AssertSlots(Turns turns)
    {
        var (below, answersBelow) = Serve(Limits.PipelinedRequests - 1);
        Assert.Equal((true, 0, Limits.PipelinedRequests - 1), (below.IsCompletedSuccessfully, turns.Waiting.Count, answersBelow()));

        var (at, answersAt) = Serve(Limits.PipelinedRequests + 1);
        Assert.Equal((false, 1, Limits.PipelinedRequests), (at.IsCompleted, turns.Waiting.Count, answersAt()));
        turns.Waiting.Dequeue()();
        Assert.Equal((true, 0, Limits.PipelinedRequests + 1), (at.IsCompletedSuccessfully, turns.Waiting.Count, answersAt()));
    }

    private static (Task Ended, Func<int> Answers) Serve(int requests)
    {
        var stream = new GivenStream(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Request, requests))));
        var time = new FakeTimeProvider();
        var options = new HttpServerOptions
        {
            Endpoints = [],
            AddressFilter = _ => true,
            Tls = new FixedTls(TestPki.Snapshot()),
            Handler = (_, _) => default,
            IsQuick = _ => true,
            Faults = TestServer.RenderFault,
            Time = time,
            Loggers = NullLoggerFactory.Instance,
        };
        var deadline = new Deadline(time, _ => { });
        var server = new ServerContext(options, new PlainTransport());
        var input = new ConnectionInput(stream, deadline);
        var client = new ClientIdentity("CN=test", "00", "00", IPAddress.Loopback);
        var loop = new RequestLoop(server, client, input, new ConnectionOutput(stream, deadline, Limits, time), default);
        return (loop.RunAsync().AsTask(), () => Encoding.ASCII.GetString(stream.Written.ToArray()).Split("HTTP/1.1 200 OK").Length - 1);
    }

    /// <summary>Records deferred work.</summary>
    private sealed class Turns : SynchronizationContext
    {
        public Queue<Action> Waiting { get; } = new();

        public override void Post(SendOrPostCallback callback, object? state) => Waiting.Enqueue(() => callback(state));
    }
}
