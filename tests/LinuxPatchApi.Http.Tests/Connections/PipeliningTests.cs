using System.Net;
using System.Text;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class PipeliningTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static readonly HttpLimits Limits = new();

    /// <summary>The stream never waits, so only its turn keeps the loop from finishing within its call.</summary>
    [Fact]
    public async Task Others_get_their_turn_after_as_many_requests_in_a_row_as_the_limit_says()
    {
        var server = Server();
        using var held = new ManualResetEventSlim();
        var others = HoldAsync(server.LongWork, held);
        var (below, answersBelow) = Serve(Limits.PipelinedRequests - 1, server);
        Assert.Equal((true, Limits.PipelinedRequests - 1), (below.IsCompletedSuccessfully, answersBelow()));

        var (at, answersAt) = Serve(Limits.PipelinedRequests + 1, server);
        Assert.Equal((false, Limits.PipelinedRequests), (at.IsCompleted, answersAt()));
        held.Set();
        await others;
        await at;
        Assert.Equal(Limits.PipelinedRequests + 1, answersAt());
    }

    [Fact]
    public async Task Any_number_in_a_row_is_answered()
    {
        var (all, answers) = Serve(500, Server());
        await all;
        Assert.Equal(500, answers());
    }

    /// <summary>Takes every turn until it is released.</summary>
    private static Task HoldAsync(LongWork work, ManualResetEventSlim held) => Task.WhenAll(
        Enumerable.Range(0, Limits.LongWorkAtOnce).Select(async _ =>
        {
            await work.Next();
            held.Wait(TestContext.Current.CancellationToken);
        }));

    private static ServerContext Server() => new(
        new HttpServerOptions
        {
            Endpoints = [],
            AddressFilter = _ => true,
            Tls = new FixedTls(TestPki.Snapshot()),
            Handler = (_, _) => default,
            IsQuick = _ => true,
            Faults = TestServer.RenderFault,
            Time = new FakeTimeProvider(),
            Loggers = NullLoggerFactory.Instance,
        },
        new PlainTransport());

    private static (Task Ended, Func<int> Answers) Serve(int requests, ServerContext server)
    {
        var stream = new GivenStream(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Request, requests))));
        var deadline = new Deadline(server.Time, _ => { });
        var input = new ConnectionInput(stream, deadline);
        var client = new ClientIdentity("CN=test", "00", "00", IPAddress.Loopback);
        var loop = new RequestLoop(server, client, input, new ConnectionOutput(stream, deadline, Limits, server.Time), default);
        return (loop.RunAsync().AsTask(), () => Encoding.ASCII.GetString(stream.Written.ToArray()).Split("HTTP/1.1 200 OK").Length - 1);
    }
}
