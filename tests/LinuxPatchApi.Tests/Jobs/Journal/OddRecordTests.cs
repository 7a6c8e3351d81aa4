using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Tests.Operations;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Journal;

/// <summary>
/// Records with a valid checksum, each with one member of an unexpected shape, as another version of the agent may write it.
/// </summary>
public sealed class OddRecordTests
{
    /// <summary>The serializer returns null for a missing member, even when the model has a default.</summary>
    [Fact]
    public void Case62_A_record_of_a_previous_release_without_later_members_is_understood()
    {
        foreach (var member in (string[])["message", "packages", "changes", "automatic", "logs", "warnings"])
        {
            var job = JournalContent.Parse(JobSamples.Line, Line(Encoding.UTF8.GetBytes(With(Json(Jobs().First()), [member], null))))
                .Jobs[0];
            Assert.Equal((member, JobStatus.Running), (member, job.Status));
            Assert.NotNull(job.Message);
            Assert.Equal(member == "automatic" ? [] : ["web"], job.Automatic);
        }
    }

    [Fact]
    public void Case62_No_shape_of_any_part_of_a_record_keeps_the_agent_from_starting()
    {
        var wrong = new List<string>();
        foreach (var job in Jobs())
        {
            var whole = Json(job);
            foreach (var path in Paths(JsonNode.Parse(whole)!, []))
            {
                foreach (var shape in (string?[])[null, "null", "{}", "[]", "[null]", "[{}]", "[[]]", "\"x\"", "\"\"", "-1", "true"])
                {
                    var text = With(whole, path, shape);
                    try
                    {
                        Start(Encoding.UTF8.GetBytes(text));
                    }
                    catch (Exception e)
                    {
                        wrong.Add(
                            $"{job.Operation} {string.Join('/', path)} = {shape ?? "(absent)"}: {e.GetType().Name} "
                            + e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("LinuxPatchApi", StringComparison.Ordinal))?.Trim());
                    }
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<Job> Jobs()
    {
        var rich = JobSamples.New(JobStatus.Running) with
        {
            Idempotency = new IdempotencyTag("someone", "key", "digest", "admin"),
            Accepted = "{}",
            Answers = [new KeptAnswer(new IdempotencyTag("someone", "other", "digest", "admin"), 200, "{}", JobSamples.Start) { On = 1 }],
            Admitted = new ClockMark(1, 1),
            Written = new ClockMark(1, 1),
            Packages = ["web"],
            Automatic = ["web"],
            Logs = ["one"],
            Warnings = ["one"],
            Changes = [JobSamples.Upgrade("web")],
            Restarted = [new UnitRestart("a.service", RestartOutcome.Planned, null)],
            Reboot = new RebootProof(
                "boot-1", "6.1", ["b.service"])
            { NewBootId = "boot-2", KernelAfter = "6.1", NewlyFailed = ["c.service"] },
        };
        yield return rich with { Request = new ApplyRequest([PackageSpec.Of("web")], ["id"], false, "low", ["x*"], false, 0) };
        yield return rich with
        {
            Request = new InstallRequest([PackageSpec.Of("web", "1")], new ChangeOptions()),
            Operation = JobOperation.Install
        };
        yield return rich with
        {
            Request = new UpdateRequest(PackageSpec.Of("web", "1"), new ChangeOptions()),
            Operation = JobOperation.Update
        };
        yield return rich with
        {
            Request = new RemoveRequest(PackageSpec.Of("web"), false, false),
            Operation = JobOperation.Remove,
            Status = JobStatus.Completed
        };
        yield return rich with
        {
            Request = new RollbackRequest(Guid.NewGuid(), [JobSamples.Upgrade("web")], false),
            Operation = JobOperation.Rollback
        };
        yield return rich with { Request = new ServiceRestartRequest("a.service"), Operation = JobOperation.ServiceRestart };
    }

    /// <summary>What a start and the first requests do with each job of the journal.</summary>
    private static void Start(byte[] record)
    {
        var content = JournalContent.Parse(JobSamples.Line, Line(record));
        Assert.Empty(content.CorruptLines);
        var clock = new HistoryClock(JobHistory.Newest(content.Jobs), new FakeTimeProvider(JobSamples.Start));
        var installed = new InstalledInventory([new InstalledPackage("web", "amd64", "1")], JobSamples.Start, DebTerms.Instance);
        foreach (var job in JobHistory.Marked(content.Jobs, clock.Now()))
        {
            var archive = new DetailArchive();
            var whole = archive.Complete(archive.Archive(job, isHeld: false));
            new JobHistory(500, TimeSpan.FromDays(30)).Beyond([whole], clock, held: null, archive.WeightOf);
            JobWeight.OfWaiting([whole]);
            JobEffects.Line(whole);
            JobRecovery.Judge(whole, "boot-1", null);
            JobRecovery.Judge(whole, "boot-2", installed);
            var detail = JobDocumentMapper.Detail(whole, TestOperations.Undo(whole, installed, _ => PreviousSource.None), JobSamples.Start);
            ApiJson.Text(detail, ApiJson.Write);
            Assert.True(whole.Idempotency is not { Key: null } && whole.Answers?.Any(a => a.Tag.Key is null || a.Data is null) != true);
            JobSamples.Line.Format(whole);
        }
    }

    private static byte[] Line(byte[] record) =>
        [.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(record)[..8])), (byte)' ', .. record, (byte)'\n'];

    private static string Json(Job job)
    {
        var line = Encoding.UTF8.GetString(JobSamples.Line.Format(job));
        return line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..^1];
    }

    /// <summary>Every member and element, at any depth.</summary>
    private static IEnumerable<object[]> Paths(JsonNode? node, object[] to)
    {
        IEnumerable<(object Step, JsonNode? Part)> parts = node switch
        {
            JsonObject members => members.Select(m => ((object)m.Key, m.Value)),
            JsonArray elements => elements.Select((e, i) => ((object)i, e)),
            _ => [],
        };
        return parts.SelectMany(p => Paths(p.Part, [.. to, p.Step]).Prepend([.. to, p.Step]));
    }

    /// <param name="shape">Null: the member is left out.</param>
    private static string With(string whole, object[] path, string? shape)
    {
        var root = JsonNode.Parse(whole)!;
        var holder = path[..^1].Aggregate(root, (node, step) => (step is int index ? node[index] : node[(string)step])!);
        switch (holder, path[^1], shape)
        {
            case (JsonObject members, string name, null):
                members.Remove(name);
                break;
            case (JsonArray elements, int index, null):
                elements.RemoveAt(index);
                break;
            case (JsonObject members, string name, _):
                members[name] = JsonNode.Parse(shape);
                break;
            case (JsonArray elements, int index, _):
                elements[index] = JsonNode.Parse(shape);
                break;
        }

        return root.ToJsonString();
    }
}
