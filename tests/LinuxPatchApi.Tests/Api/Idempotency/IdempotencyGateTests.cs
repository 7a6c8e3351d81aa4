using System.Net;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Tests.Api.OpenApi;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api.Idempotency;

public sealed class IdempotencyGateTests : IDisposable
{
    private readonly DispatcherHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Case37_Client_that_disconnects_while_it_waits_for_its_turn_leaves_nothing_behind()
    {
        var gate = new IdempotencyGate(_host.Store, _host.Answers);
        var done = new TaskCompletionSource();
        var route = OpenApiBuilder.Routes.First(one => one.Method == "DELETE" && one.Template == "/api/v1/system/reboot").Value with
        {
            Handler = async (_, _) =>
            {
                await done.Task;
                return new ApiAnswer.Empty();
            },
        };
        var first = gate.AnswerAsync(Request(), route, CancellationToken.None).AsTask();
        using var gone = new CancellationTokenSource();
        var second = gate.AnswerAsync(Request(), route, gone.Token).AsTask();
        Assert.Equal(1, gate.Busy);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        done.SetResult();
        await Eventually.SoonAsync(first);
        Assert.Equal(0, gate.Busy);
    }

    private static ApiRequest Request()
    {
        var client = new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback);
        var exchange = new MemoryExchange("DELETE", "/api/v1/system/reboot", client, ["Idempotency-Key: k"]);
        return new ApiRequest(exchange.Exchange, default) { Role = AccessRole.Admin };
    }
}
