using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Api.Idempotency;

/// <summary>Which client an answer belongs to. All clients here have the subject CN=me.</summary>
public sealed class KeyOwnerTests : IDisposable
{
    private static readonly string[] Key = ["Idempotency-Key: k"];
    private readonly DispatcherHost _host = new();

    public KeyOwnerTests() => _host.Answer = request => Done(_host.Handled);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Case36_Key_of_one_certificate_is_not_another_s_with_the_same_subject()
    {
        Assert.Equal(200, (await _host.SendAsync("DELETE", "/api/v1/system/reboot", Key, certificate: "a")).Status);
        Assert.Equal(200, (await _host.SendAsync("DELETE", "/api/v1/system/reboot", Key, certificate: "b")).Status);
        Assert.Equal(2, _host.Handled);
        Assert.Equal(200, (await _host.SendAsync("DELETE", "/api/v1/system/reboot", Key, certificate: "a")).Status);
        Assert.Equal(2, _host.Handled);
    }

    [Fact]
    public async Task Case36_Job_of_one_certificate_is_not_another_s()
    {
        _host.Store.Add(Keyed(new IdempotencyTag("a", "k", Digest("POST", "/api/v1/patches/apply"), "operator"), "a"));
        var repeated = await _host.SendAsync("POST", "/api/v1/patches/apply", Key, certificate: "a");
        Assert.Equal((202, 0), (repeated.Status, _host.Handled));
        await _host.SendAsync("POST", "/api/v1/patches/apply", Key, certificate: "b");
        Assert.Equal(1, _host.Handled);
    }

    [Fact]
    public async Task Key_that_comes_with_another_request_is_refused_with_the_job_it_created()
    {
        var job = Keyed(new IdempotencyTag("a", "k", Digest("POST", "/api/v1/patches/apply"), "operator"), "a");
        _host.Store.Add(job);
        var reused = await _host.SendAsync("DELETE", "/api/v1/system/reboot", Key, certificate: "a");
        Assert.Equal((422, 0), (reused.Status, _host.Handled));
        Assert.Equal(job.Id, Details(reused).GetProperty("job_id").GetGuid());
    }

    [Fact]
    public async Task Key_of_a_request_without_a_job_names_none_when_it_is_reused()
    {
        await _host.SendAsync("DELETE", "/api/v1/system/reboot", Key, certificate: "a");
        var reused = await _host.SendAsync("POST", "/api/v1/patches/apply", Key, certificate: "a");
        Assert.Equal((422, 1), (reused.Status, _host.Handled));
        Assert.Equal(JsonValueKind.Null, Details(reused).ValueKind);
    }

    [Theory]
    [InlineData("admin", "operator", 403)]
    [InlineData("admin", "admin", 202)]
    [InlineData("operator", "operator", 202)]
    [InlineData(null, "operator", 403)]
    [InlineData(null, "admin", 202)]
    [InlineData("nonsense", "operator", 403)]
    public async Task Case36_Role_required_by_the_first_answer_is_checked_again(string? needed, string role, int status)
    {
        _host.Store.Add(Keyed(new IdempotencyTag("a", "k", Digest("POST", "/api/v1/patches/apply"), needed), "a"));
        _host.Access = new AccessSettings([new RoleRule(AccessRoles.Parse(role)!.Value, CertificatePart.Subject, "CN=me")]);
        Assert.Equal((status, 0), ((await _host.SendAsync("POST", "/api/v1/patches/apply", Key)).Status, _host.Handled));
    }

    [Fact]
    public async Task Case36_Role_of_the_route_is_checked_again_for_an_answer_without_a_job()
    {
        await _host.SendAsync("DELETE", "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e", Key);
        Assert.Equal("operator", _host.Answers.Find("a", "k")!.Role);
        _host.Access = new AccessSettings([new RoleRule(AccessRole.Reader, CertificatePart.Subject, "CN=me")]);
        Assert.Equal(403, (await _host.SendAsync("DELETE", "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e", Key)).Status);
    }

    [Fact]
    public async Task Case36_Higher_role_required_by_a_request_is_stored_with_its_key()
    {
        var seen = ("", "");
        _host.Answer = request =>
        {
            seen = (request.Idempotency!.Role!, request.Requiring(AccessRole.Admin).Idempotency!.Role!);
            return Done(1);
        };
        await _host.SendAsync("POST", "/api/v1/patches/apply", Key);
        Assert.Equal(("operator", "admin"), seen);
    }

    [Fact]
    public void Case36_Record_with_the_subject_belongs_to_the_certificate_of_the_request()
    {
        const string Record = """{"subject":"CN=me","key":"k","digest":"d"}""";
        var old = JsonSerializer.Deserialize(Record, OldTags.Default.IdempotencyTag);
        Assert.Equal(new IdempotencyTag(null, "k", "d"), old);
        _host.Store.Add(Keyed(old!, "a"));
        Assert.NotNull(_host.Store.FindByKey("a", "k", IdempotencyRules.Retention));
        Assert.Null(_host.Store.FindByKey("b", "k", IdempotencyRules.Retention));
        Assert.Null(_host.Store.FindByKey("CN=me", "k", IdempotencyRules.Retention));
    }

    [Fact]
    public void Case36_Record_that_names_no_certificate_belongs_to_nobody()
    {
        _host.Store.Add(Keyed(new IdempotencyTag(null, "k", "d"), null));
        Assert.Null(_host.Store.FindByKey("", "k", IdempotencyRules.Retention));
        Assert.Null(_host.Store.FindByKey("CN=me", "k", IdempotencyRules.Retention));
    }

    [Fact]
    public async Task Case37_Plan_of_a_dry_run_is_not_stored()
    {
        _host.Answer = _ => ApiAnswer.Ok(Plan, ApiJson.Write);
        Assert.Equal(200, (await _host.SendAsync("DELETE", "/api/v1/packages/web?dry_run=true", Key)).Status);
        Assert.Equal(200, (await _host.SendAsync("DELETE", "/api/v1/packages/web?dry_run=true", Key)).Status);
        Assert.Equal((2, 0L), (_host.Handled, _host.Answers.Bytes));
        Assert.Equal(200, (await _host.SendAsync("DELETE", "/api/v1/packages/web", Key)).Status);
    }

    private static PlanDocument Plan => new("remove", "", [], [], [], [], [], [], null, null, false, [], []) { ChangesCount = 0 };

    private static ApiAnswer Done(int number) => new ApiAnswer.Data(200, writer => writer.WriteNumberValue(number));

    private static string Digest(string method, string path) => IdempotencyRules.Digest(method, path, []);

    private static Job Keyed(IdempotencyTag tag, string? fingerprint) => JobSamples.New(JobStatus.Completed) with
    {
        Idempotency = tag,
        Accepted = "{}",
        RequestedBy = new Requester("CN=me", "01", "192.0.2.1", fingerprint),
    };

    private static JsonElement Details(Support.MemoryExchange answer) =>
        JsonDocument.Parse(answer.Text).RootElement.GetProperty("error").GetProperty("details");
}
