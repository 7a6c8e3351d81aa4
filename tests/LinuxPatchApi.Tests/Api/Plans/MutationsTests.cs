using System.Net;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api.Plans;

public sealed class MutationsTests
{
    [Fact]
    public async Task Case04_Digest_beside_a_dry_run_is_refused_since_a_dry_run_compares_nothing()
    {
        var remove = new RemoveRequest(PackageSpec.Of("web"), false, false) { PlanDigest = new string('a', 64) };
        var mutation = new Mutation(JobOperation.Remove, remove, ["web"], DryRun: true, []);
        var exchange = new MemoryExchange("DELETE", "/", new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback));

        // Refused before any module is called.
        var answer = await new Mutations(null!, null!, null!, null!).AnswerAsync(
            new ApiRequest(exchange.Exchange, default) { Role = AccessRole.Admin },
            mutation,
            Mutations.Accepted,
            ApiJson.Write,
            CancellationToken.None);
        var error = Assert.IsType<ApiAnswer.Error>(answer);
        Assert.Equal(ApiReason.InvalidRequest, error.Reason);
        Assert.StartsWith("plan_digest: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?refresh=true", true)]
    [InlineData("?refresh=false", false)]
    [InlineData("", false)]
    public void Case23_A_removal_may_be_planned_on_fresh_indexes(string query, bool refresh)
    {
        var exchange = new MemoryExchange("DELETE", "/" + query, new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback));
        var parameters = new LinuxPatchApi.Api.Input.QueryObject(exchange.Exchange.Request.Query);
        var mutation = LinuxPatchApi.Api.Handlers.PackageChangesApi.ReadRemove("web", parameters, DebFamily.Instance).Mutation!;
        Assert.Equal(refresh, mutation.Refresh);
    }
}
