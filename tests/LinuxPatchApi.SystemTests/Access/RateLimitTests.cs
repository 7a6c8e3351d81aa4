using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

public sealed class RateLimitTests(FewRequestsHost host) : IClassFixture<FewRequestsHost>
{
    [Fact]
    public async Task Reads_beyond_the_burst_are_refused_until_the_time_that_is_told()
    {
        var refused = await UntilRefusedAsync(() => host.Client.GetAsync("/api/v1/jobs"), most: 8);
        Assert.Equal("RATE_LIMITED", refused.Code);
        Assert.True(refused.Error.Flag("retryable"));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 3);
        for (var i = 0; i < 20; i++)
        {
            (await host.Client.GetAsync("/health")).Expect(200);
            (await host.Client.GetAsync("/api/v1/system/info")).Expect(200);
        }

        await Eventually.AsWantedAsync("an answer again", () => host.Client.GetAsync("/api/v1/jobs"), a => a.Status == 200);
    }

    [Fact]
    public async Task Changes_have_a_limit_of_their_own_which_holds_for_the_certificate_and_for_the_address()
    {
        var identity = await host.IssueAsync("other");
        // Jobs that change nothing; a dry run counts as a read.
        const string change = "/api/v1/packages/sample-absent";
        var refused = await UntilRefusedAsync(() => host.Client.PutAsync(change), most: 5);
        Assert.Equal("RATE_LIMITED", refused.Code);
        using var sameAddress = host.ClientAs(identity);
        (await sameAddress.PutAsync(change)).Expect(429, "RATE_LIMITED");
        using var sameCertificate = new AgentClient(host.Sandbox.Address6, host.Identity);
        (await sameCertificate.PutAsync(change)).Expect(429, "RATE_LIMITED");
        using var stranger = new AgentClient(host.Sandbox.Address6, identity);
        (await stranger.PutAsync(change)).Expect(202);
    }

    private static async Task<Answer> UntilRefusedAsync(Func<Task<Answer>> ask, int most)
    {
        for (var i = 0; i < most; i++)
        {
            var answer = await ask();
            if (answer.Status == 429)
            {
                return answer;
            }
        }

        throw new InvalidOperationException($"{most} requests were answered");
    }
}
