using System.Text;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Journal;

/// <summary>Valid records that are not understood, and the lock of the journal.</summary>
public sealed class ForeignRecordTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Journal => _directory.File("jobs/journal.log");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case62_A_request_whose_kind_does_not_come_first_is_read()
    {
        var job = JobSamples.New() with
        {
            Request = new RemoveRequest(PackageSpec.Of("web"), Force: true, AutoRemove: false),
            Operation = JobOperation.Remove
        };
        var line = Rewritten(job,
            json => json.Replace("\"kind\":\"remove\",", "", StringComparison.Ordinal)
                .Replace("\"package\":\"web\"", "\"package\":\"web\",\"kind\":\"remove\"", StringComparison.Ordinal));
        Assert.Equal(PackageSpec.Of("web"), Assert.IsType<RemoveRequest>(JobSamples.Line.Parse(line)!.Request).Package);
    }

    [Theory]
    [InlineData("\"kind\":\"patch_apply\",", "")]
    [InlineData("\"kind\":\"patch_apply\"", "\"kind\":\"of another version\"")]
    [InlineData("\"status\":\"pending\"", "\"status\":\"paused\"")]
    [InlineData("\"operation\":\"patch_apply\"", "\"operation\":\"dist_upgrade\"")]
    [InlineData("\"logs\":[]", "\"logs\":null")]
    [InlineData("\"logs\":[]", "\"logs\":[null]")]
    [InlineData("\"kind\":\"patch_apply\"", "\"kind\":\"patch_apply\",\"only\":[\"kernel\"]")]
    [InlineData("\"operation\"", "\"not_before\":1,\"operation\"")]
    [InlineData("\"security_only\":false,", "")]
    [InlineData("\"exclude\":[],", "")]
    [InlineData("\"allow_reboot\":false,", "")]
    [InlineData("\"reboot_delay_seconds\":0,", "")]
    [InlineData("\"status\":\"pending\",", "")]
    public void Case62_A_record_of_another_version_is_shown_as_unknown_preserved_and_reported(string from, string to)
    {
        var job = JobSamples.New() with { Idempotency = new IdempotencyTag("someone", "key", "digest"), Accepted = "{}" };
        var line = Rewritten(job, json => json.Replace(from, to, StringComparison.Ordinal));
        Directory.CreateDirectory(_directory.File("jobs"));
        File.WriteAllBytes(Journal, [.. JobSamples.Line.Format(job), .. line, (byte)'\n']);
        using (var store = Open())
        {
            var shown = store.Find(job.Id)!;
            Assert.Equal((JobStatus.Failed, ForeignRecord.Reason), (shown.Status, shown.Error));
            Assert.Contains("1 records of the job journal were written by another version", store.Notice, StringComparison.Ordinal);
            Assert.Equal(job.Id, store.FindByKey("someone", "key", JobLimits.KeyKept)?.Id);
            File.Delete(Journal); // which makes it be written anew
            store.Add(JobSamples.New());
        }

        Assert.Contains(Encoding.UTF8.GetString(line), File.ReadAllText(Journal), StringComparison.Ordinal);
        using var again = Open();
        Assert.Equal(2, again.All().Count);
        Assert.True(again.TryDelete(job.Id));
        Assert.Null(again.Notice);
    }

    [Theory]
    [InlineData("""{"kind":"install","packages":[{"name":"a","only_on":"x"}],"options":{},"keeps_vital":false}""")]
    [InlineData("""{"kind":"install","packages":[{"name":"a"}],"options":{"at_most":1},"keeps_vital":false}""")]
    [InlineData("""{"kind":"install","options":{},"keeps_vital":false}""")]
    [InlineData("""{"kind":"remove","package":"a","auto_remove":true}""")]
    [InlineData("""{"kind":"reboot","delay_seconds":60}""")]
    [InlineData("""{"kind":"rollback","original_job_id":"7b49df1d-add1-4e61-b97a-c56991aea289","undo":[]}""")]
    public void Case62_A_request_that_is_understood_in_part_is_not_carried_out_and_an_ended_one_is_shown(string request)
    {
        string With(string json) => json.Replace(
            System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("request").GetRawText(), request, StringComparison.Ordinal);
        Assert.Null(JobSamples.Line.Parse(Rewritten(JobSamples.New(), With)));
        var ended = JobSamples.Line.Parse(Rewritten(JobSamples.New(JobStatus.Completed), With));
        Assert.Equal(request.Contains("\"packages\"", StringComparison.Ordinal) || !request.Contains("install", StringComparison.Ordinal),
            ended is not null);
    }

    /// <summary>Without both lists an apply means everything; the record's own names say that it did not.</summary>
    [Theory]
    [InlineData(",\"packages\":[\"web\"]")]
    [InlineData(",\"patches\":[\"DSA-1\"]")]
    public void Case62_An_apply_that_lost_what_it_named_is_not_carried_out(string list)
    {
        var named = list.Contains("web", StringComparison.Ordinal);
        var job = JobSamples.New() with
        {
            Request = JobSamples.Everything with { Packages = named ? [PackageSpec.Of("web")] : null, Patches = named ? null : ["DSA-1"] },
            Packages = [named ? "web" : "DSA-1"],
        };
        Assert.NotNull(JobSamples.Line.Parse(Rewritten(job, json => json)));
        string Without(string json) =>
            json.Replace("\"kind\":\"patch_apply\"" + list, "\"kind\":\"patch_apply\"", StringComparison.Ordinal);
        Assert.Null(JobSamples.Line.Parse(Rewritten(job, Without)));
        Assert.NotNull(JobSamples.Line.Parse(Rewritten(job with { Status = JobStatus.Completed }, Without)));
    }

    [Fact]
    public void Case62_A_record_that_does_not_say_that_the_agent_may_change_keeps_it()
    {
        var job = JobSamples.New() with { Request = JobSamples.Everything with { RestartServices = true } };
        Assert.False(JobSamples.Line.Parse(Rewritten(job, json => json))!.Request.KeepsVital);
        var silent = JobSamples.Line.Parse(Rewritten(job, json => json.Replace(",\"keeps_vital\":false", "", StringComparison.Ordinal)))!;
        Assert.True(silent.Request.KeepsVital);
        Assert.True(Assert.IsType<ApplyRequest>(silent.Request).RestartServices);
    }

    /// <summary>Otherwise a repeated cancel would count as the first one, and delete the placeholder.</summary>
    [Fact]
    public void Case62_A_record_of_another_version_keeps_the_answers_to_its_cancels()
    {
        var job = JobSamples.New()
            .Answered(new KeptAnswer(new IdempotencyTag("someone", "key", "digest", "operator"), 200, "{\"a\":1}", JobSamples.Start));
        var line = Rewritten(job, json => json.Replace("\"status\":\"pending\"", "\"status\":\"paused\"", StringComparison.Ordinal)
            .Replace("\"answers\":[",
                "\"answers\":[7,{\"tag\":{}},{\"tag\":{\"key\":\"k\",\"digest\":\"d\"},\"data\":\"{}\",\"status\":99999999999},",
                StringComparison.Ordinal));
        Directory.CreateDirectory(_directory.File("jobs"));
        File.WriteAllBytes(Journal, [.. line, (byte)'\n']);
        using var store = Open();
        Assert.Equal(ForeignRecord.Reason, store.Find(job.Id)!.Error);
        var answer = store.FindAnswer("someone", "key", JobLimits.KeyKept)!;
        Assert.Equal((200, "{\"a\":1}", "operator"), (answer.Status, answer.Data, answer.Tag.Role));
        Assert.Single(store.Find(job.Id)!.Answers!);
    }

    /// <summary>The rewriting must not put it behind jobs that it said nothing about: they would be closed as doubtful.</summary>
    [Fact]
    public void Case62_A_record_that_names_no_job_casts_no_doubt_on_jobs_that_came_after_it()
    {
        var nameless = "{\"format\":2}"u8.ToArray();
        var line = $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(nameless))[..16]} {{\"format\":2}}\n";
        Directory.CreateDirectory(_directory.File("jobs"));
        File.WriteAllText(Journal, line);
        var (first, second) = (JobSamples.New(), JobSamples.New());
        using (var store = Open())
        {
            store.Add(first);
            store.Add(second);
            File.Delete(Journal); // which makes it be written anew
        }

        using var again = Open();
        Assert.Equal([JobStatus.Pending, JobStatus.Pending], again.All().Select(j => j.Status));
        Assert.Contains(line, File.ReadAllText(Journal), StringComparison.Ordinal);
        Assert.Contains("1 records of the job journal were written by another version", again.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Case62_Quarantined_lines_are_reported_until_they_are_removed()
    {
        Directory.CreateDirectory(_directory.File("jobs"));
        File.WriteAllText(Journal, "rubbish\n");
        Open().Dispose();
        using var store = Open();
        Assert.Contains(Journal + ".corrupt", store.Notice, StringComparison.Ordinal);
        File.Delete(Journal + ".corrupt");
        Assert.Null(store.Notice);
    }

    [Fact]
    public void Case63_A_second_owner_of_the_journal_learns_who_the_first_one_is()
    {
        var (first, free) = JournalOwner.Acquire(_directory.File("jobs"));
        Assert.NotNull(first);
        Assert.Null(free);
        var (second, heldBy) = JournalOwner.Acquire(_directory.File("jobs"));
        Assert.Null(second);
        Assert.StartsWith($"process {Environment.ProcessId} holds ", heldBy, StringComparison.Ordinal);
        first.Dispose();
        var (third, _) = JournalOwner.Acquire(_directory.File("jobs"));
        Assert.NotNull(third);
        third.Dispose();
    }

    /// <summary>Two agents with a journal each and one audit log, as with a copied configuration: its chain would break.</summary>
    [Fact]
    public void Case63_A_second_owner_of_the_audit_log_hears_who_the_first_one_is()
    {
        var log = _directory.File("audit.log");
        var (first, _) = JournalOwner.AcquireFile(log);
        Assert.NotNull(first);
        Assert.StartsWith($"process {Environment.ProcessId} holds ", JournalOwner.AcquireFile(log).HeldBy, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_directory.Path, "audit.log*"));
        using var other = JournalOwner.AcquireFile(_directory.File("other.log")).Owner;
        Assert.NotNull(other);
        first.Dispose();
        using var third = JournalOwner.AcquireFile(log).Owner;
        Assert.NotNull(third);
    }

    /// <summary>Two agents with a journal each in one parent directory share the files beside it.</summary>
    [Fact]
    public void Case63_A_second_owner_of_the_state_beside_the_journal_learns_who_the_first_one_is()
    {
        var settings = ConfigurationLoader.Parse("test", []).Settings!;
        Settings With(string name) => settings with { Jobs = settings.Jobs with { StoragePath = _directory.File(name) } };
        Assert.Equal(AgentPaths.State(With("one")), AgentPaths.State(With("two/")));
        using var first = JournalOwner.AcquireFile(AgentPaths.State(With("one"))).Owner;
        Assert.NotNull(first);
        var (second, heldBy) = JournalOwner.AcquireFile(AgentPaths.State(With("two")));
        Assert.Null(second);
        Assert.StartsWith($"process {Environment.ProcessId} holds ", heldBy, StringComparison.Ordinal);
        using var elsewhere = JournalOwner.AcquireFile(AgentPaths.State(With("other/jobs"))).Owner;
        Assert.NotNull(elsewhere);
    }

    /// <summary>Somebody removes the lock file, while the process that holds it still runs.</summary>
    [Fact]
    public void Case63_A_removed_lock_file_lets_no_second_owner_in()
    {
        var (first, _) = JournalOwner.Acquire(_directory.File("jobs"));
        File.Delete(_directory.File("jobs/journal.lock"));
        var (second, heldBy) = JournalOwner.Acquire(_directory.File("jobs"));
        Assert.Null(second);
        Assert.StartsWith($"process {Environment.ProcessId} holds ", heldBy, StringComparison.Ordinal);
        first!.Dispose();
        using var third = JournalOwner.Acquire(_directory.File("jobs")).Owner;
        Assert.NotNull(third);
    }

    /// <summary>A line without its line feed, whose record was changed and whose checksum is valid.</summary>
    private static byte[] Rewritten(Job job, Func<string, string> change)
    {
        var json = change(Encoding.UTF8.GetString(JobSamples.Line.Format(job)[17..^1]));
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16];
        return Encoding.UTF8.GetBytes($"{sum} {json}");
    }

    private JobStore Open() =>
        JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)),
            new FakeTimeProvider(JobSamples.Start)).Store;
}
