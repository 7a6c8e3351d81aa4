using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api;

/// <summary>A certificate that loses its role while its request waits.</summary>
public sealed class LostRoleTests : IDisposable
{
    private const string Job = "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e";
    private static readonly string[] Key = ["Idempotency-Key: k"];
    private readonly DispatcherHost _host = new();
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LostRoleTests()
    {
        _host.Access = Having(AccessRole.Admin);
        _host.Waiting = _goOn.Task;
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(AccessRole.None, 403)]
    [InlineData(AccessRole.Reader, 200)]
    public async Task Case39_Long_poll_is_answered_by_the_role_of_now(object role, int status)
    {
        var polled = _host.QueryAsync("GET", Job + "?wait=60");
        Assert.Equal(1, _host.Handled);
        _host.Access = Having((AccessRole)role);
        _goOn.SetResult();
        Assert.Equal(status, (await polled).Status);
    }

    [Fact]
    public async Task Case39_Request_that_waits_for_another_with_its_key_is_judged_when_its_turn_comes()
    {
        _host.Answer = _ => ApiAnswer.Refuse(ApiReason.InternalError, "not stored, so the next one would be carried out");
        var first = _host.SendAsync("DELETE", Job, Key);
        var second = _host.SendAsync("DELETE", Job, Key);
        Assert.Equal(1, _host.Handled);
        _host.Access = Having(AccessRole.Reader);
        _goOn.SetResult();
        await first;
        Assert.Equal((403, 1), ((await second).Status, _host.Handled));
    }

    /// <summary>What the handlers of changes ask right before a job is admitted.</summary>
    [Theory]
    [InlineData(AccessRole.Operator, true, true)]
    [InlineData(AccessRole.Reader, true, false)]
    [InlineData(AccessRole.Operator, false, false)]
    public async Task Case39_Job_is_admitted_by_the_role_of_now(object role, bool needsOperator, bool isAllowed)
    {
        using var directory = new TemporaryDirectory();
        using var store = LinuxPatchApi.Jobs.Store.JobStore.Open(
            JobSamples.Line, directory.File("jobs"), new LinuxPatchApi.Jobs.Store.JobHistory(5, TimeSpan.FromDays(1)), _host.Clock).Store;
        var jobs = new JobService(
            store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _host.Clock, TestLog.Of<JobService>());
        Admission? admitted = null;
        Admission? reserved = null;
        _host.Answer = request =>
        {
            var origin = request.Requiring(needsOperator ? AccessRole.Operator : AccessRole.Admin)
                .Origin(Mutations.Accepted, ApiJson.Write);
            admitted = jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], origin);
            reserved = jobs.Reserve(JobSamples.Everything, origin, "frozen", job => job);
            return ApiAnswer.Refuse(ApiReason.InternalError, "done");
        };
        var sent = _host.SendAsync("POST", "/api/v1/patches/apply", ["Content-Type: application/json", "Content-Length: 2"], "{}");
        _host.Access = Having((AccessRole)role);
        _goOn.SetResult();
        await sent;
        Assert.Equal(isAllowed ? null : AdmissionRefusal.RoleLost, admitted!.Value.Refusal);
        Assert.Equal(isAllowed ? null : AdmissionRefusal.RoleLost, reserved!.Value.Refusal);
    }

    private static AccessSettings Having(AccessRole role) =>
        new(role == AccessRole.None ? [] : [new RoleRule(role, CertificatePart.Subject, "CN=me")]);
}
