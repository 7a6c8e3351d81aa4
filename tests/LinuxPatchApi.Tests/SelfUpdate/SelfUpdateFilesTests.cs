using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.SelfUpdate;

public sealed class SelfUpdateFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SelfUpdateFiles _files;

    public SelfUpdateFilesTests()
    {
        _files = new SelfUpdateFiles(_directory.File("self-update"));
        _files.BeginEmpty(SelfUpdateSamples.Record);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Of_two_that_decide_at_once_one_decides_for_both()
    {
        for (var round = 0; round < 50; round++)
        {
            _files.BeginEmpty(SelfUpdateSamples.Record);
            var made = await Task.WhenAll(
                Task.Run(() => _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Confirmed))),
                Task.Run(() => new SelfUpdateFiles(_files.DirectoryPath).Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Restore))));
            var verdict = _files.Read().Verdict;
            Assert.NotNull(verdict);
            Assert.All(made.OfType<SelfUpdateVerdict>(), v => Assert.Equal(verdict, v));
        }
    }

    [Fact]
    public void The_first_decision_stays()
    {
        _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Restore));
        Assert.Equal(SelfUpdateDecision.Restore, _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Confirmed))!.Decision);
    }

    [Fact]
    public void A_new_self_update_replaces_the_latest_one_and_closes_the_folder_to_others()
    {
        _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Restore));
        _files.End(SelfUpdateSamples.Ending);
        _files.CountAttempt(1);
        File.WriteAllText(_files.Program, "program");
        var next = SelfUpdateSamples.Record with { From = "3.0.1", To = "3.0.2" };
        File.WriteAllText(Path.Combine(_files.Stage(), SelfUpdateFiles.ProgramName), "next program");
        Assert.Null(_files.Begin(next));
        Assert.Equal(new SelfUpdateState(next, null, null), _files.Read());
        Assert.Equal(("next program", 0), (File.ReadAllText(_files.Program), _files.Attempts()));
        Assert.Empty(Directory.GetDirectories(_files.DirectoryPath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_files.DirectoryPath));
    }

    [Fact]
    public void The_previous_version_is_deleted_only_after_the_end()
    {
        File.WriteAllText(_files.Program, "program");
        File.WriteAllText(_files.PackagePath(SelfUpdateSamples.Record), "package");
        _files.DeleteKept();
        Assert.True(File.Exists(_files.Program));
        _files.End(SelfUpdateSamples.Ending);
        _files.DeleteKept();
        Assert.False(File.Exists(_files.Program));
        Assert.False(File.Exists(_files.PackagePath(SelfUpdateSamples.Record)));
        Assert.Equal(SelfUpdateSamples.Ending, _files.Read().Ending);
    }

    [Fact]
    public void A_self_update_whose_job_has_ended_is_closed_at_the_start()
    {
        _files.Stage();
        _files.CloseLeftOver(id => id == SelfUpdateSamples.Job, SelfUpdateSamples.Start);
        Assert.Null(_files.Read().Ending);
        Assert.Empty(Directory.GetDirectories(_files.DirectoryPath));
        _files.CloseLeftOver(_ => false, SelfUpdateSamples.Start);
        Assert.Equal(SelfUpdateOutcome.Abandoned, _files.Read().Ending!.Outcome);
    }

    /// <summary>Of whatever cannot be written, the latest self-update stays as it was.</summary>
    [Theory]
    [InlineData("plan")]
    [InlineData("verdict.confirmed")]
    [InlineData("verdict.restore")]
    public void A_self_update_that_cannot_be_prepared_leaves_the_record_of_the_latest_one(string name)
    {
        _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Restore));
        _files.End(SelfUpdateSamples.Ending);
        var before = _files.Read();
        Directory.CreateDirectory(Path.Combine(_files.Stage(), name));
        Assert.NotNull(_files.Begin(SelfUpdateSamples.Record with { To = "3.0.2" }));
        Assert.Equal(before, _files.Read());
    }

    [Theory]
    [InlineData(SelfUpdateDecision.Confirmed)]
    [InlineData(SelfUpdateDecision.Abandoned)]
    [InlineData(SelfUpdateDecision.Restore)]
    internal void On_a_full_disk_everything_can_still_be_decided(SelfUpdateDecision decision)
    {
        _files.BlockDecisions();
        var reason = decision == SelfUpdateDecision.Confirmed ? "" : "because";
        Assert.Equal(decision, _files.Decide(new SelfUpdateVerdict(decision, reason), out var problem)!.Decision);
        Assert.Null(problem);
    }

    [Fact]
    public void A_decision_that_cannot_be_made_says_why()
    {
        _files.BlockDecisions();
        File.Delete(Path.Combine(_files.DirectoryPath, "verdict.restore"));
        Assert.Null(_files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Restore), out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void Attempts_are_counted_across_processes()
    {
        Assert.Equal(0, _files.Attempts());
        _files.CountAttempt(1);
        _files.CountAttempt(2);
        Assert.Equal(2, new SelfUpdateFiles(_files.DirectoryPath).Attempts());
    }

    [Fact]
    public void A_larger_file_is_not_read()
    {
        File.WriteAllText(Path.Combine(_files.DirectoryPath, "plan"), new string('x', SelfUpdateLimits.RecordBytes + 1));
        Assert.Null(_files.Read().Record);
    }
}
