using CsCheck;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Jobs.Journal;

public sealed class JournalContentTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["abc \n\"\\é\u0001"], 0, 12];

    private static readonly Gen<Job> AnyJob =
        from status in Gen.Enum<JobStatus>()
        from error in Gen.Enum<JobErrorCode>()
        from message in Text
        from progress in Gen.Int[0, 100]
        from names in Text.Array[0, 3]
        select JobSamples.New(status) with
        {
            Request = JobSamples.Everything with { Packages = [] },
            Message = message,
            Progress = progress,
            ErrorCode = status == JobStatus.Failed ? error : null,
            Packages = names,
            Changes = [.. names.Select(n => JobSamples.Upgrade(n))],
            Logs = names,
        };

    [Fact]
    public void Every_kind_of_request_comes_back_as_it_was_written()
    {
        JobRequest[] requests =
        [
            new InstallRequest([PackageSpec.Of("a"), PackageSpec.Of("b:i386", "1:2~3")],
                new ChangeOptions(true, true, true)) { PlanDigest = "d" },
            new UpdateRequest(PackageSpec.Of("a", "2"), ChangeOptions.None),
            new RemoveRequest(PackageSpec.Of("a"), Force: true, AutoRemove: false),
            new ApplyRequest([], null, true, "high", ["k*"], true, 5),
            new RebootRequest(7, true, "because"),
        ];
        foreach (var request in requests)
        {
            var job = JobSamples.New() with { Request = request };
            var back = JobSamples.Line.Parse(JobSamples.Line.Format(job).AsSpan()[..^1]);
            Assert.Equal(request.GetType(), back!.Request.GetType());
            Assert.Equal(JobSamples.Line.Format(job), JobSamples.Line.Format(back));
        }
    }

    [Fact]
    public void Record_is_one_line_whatever_it_holds() =>
        AnyJob.Sample(job => JobSamples.Line.Format(job).Count(b => b == (byte)'\n') == 1 && JobSamples.Line.Format(job)[^1] == (byte)'\n',
            iter: 100);

    [Fact]
    public void Any_prefix_of_a_file_loads_all_complete_records() => AnyJob.Array[1, 5].Select(Gen.Double[0, 1]).Sample(
        (jobs, share) =>
        {
            var lines = jobs.Select(JobSamples.Line.Format).ToList();
            var file = lines.SelectMany(l => l).ToArray();
            var cut = (int)(share * file.Length);
            var content = JournalContent.Parse(JobSamples.Line, file.AsSpan(0, cut));
            var ends = lines.Select((_, i) => lines.Take(i + 1).Sum(l => l.Length)).ToList();
            var whole = ends.Count(end => end <= cut + 1); // a record is whole without its line feed
            return content.Jobs.Select(j => j.Id).SequenceEqual(jobs.Take(whole).Select(j => j.Id))
                && content.CorruptLines.Count == 0
                && content.TornTail == (cut > 0 && !ends.Contains(cut) && !ends.Contains(cut + 1))
                && content.LacksLineFeed == ends.Contains(cut + 1)
                && content.ValidLength == (whole == 0 ? 0 : ends[whole - 1]);
        },
        iter: 200);

    [Fact]
    public void Any_flipped_byte_costs_the_record_it_is_in_and_no_other() =>
        AnyJob.Array[3].Select(Gen.Double[0, 1], Gen.Byte[1, 255]).Sample(
        (jobs, share, mask) =>
        {
            var lines = jobs.Select(JobSamples.Line.Format).ToList();
            var file = lines.SelectMany(l => l).ToArray();
            var at = Math.Min((int)(share * file.Length), file.Length - 2); // the very last line feed costs nothing
            file[at] ^= mask;
            var content = JournalContent.Parse(JobSamples.Line, file);
            var joined = at == lines[0].Length - 1 || at == lines[0].Length + lines[1].Length - 1;
            return content.CorruptLines.Count >= 1 && content.Jobs.Count == (joined ? 1 : 2)
                && content.Jobs.All(j => jobs.Any(k => k.Id == j.Id));
        },
        iter: 200);

    /// <summary>That record was acknowledged: a wrong byte after it is no reason to forget it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\v")]
    [InlineData("\0")]
    public void Case62_Last_record_counts_without_its_line_feed_and_gets_it_back(string instead)
    {
        using var directory = new TemporaryDirectory();
        var (a, b) = (JobSamples.New(), JobSamples.New());
        byte[] good = [.. JobSamples.Line.Format(a), .. JobSamples.Line.Format(b)];
        Directory.CreateDirectory(directory.File("jobs"));
        File.WriteAllBytes(directory.File("jobs/journal.log"), [.. good[..^1], .. System.Text.Encoding.ASCII.GetBytes(instead)]);
        var (journal, content) = JobJournal.Open(JobSamples.Line, directory.File("jobs"));
        using (journal)
        {
            Assert.Equal([a.Id, b.Id], content.Jobs.Select(j => j.Id));
            Assert.False(content.TornTail);
            Assert.Equal(good.Length, journal.Length);
        }

        Assert.Equal(good, File.ReadAllBytes(directory.File("jobs/journal.log")));
    }

    /// <summary>
    /// Otherwise the record before the damaged one counts again: a cancelled job would wait for its turn and be carried out.
    /// </summary>
    [Theory]
    [InlineData("\"status\":\"cancelled\"", "\"status\":\"camcelled\"", true)]
    [InlineData("\"id\":\"", "\"if\":\"", false)]
    public void Case62_A_job_whose_last_record_is_damaged_does_not_wait_for_its_turn_again(string good, string damaged, bool isNamed)
    {
        var (cancelled, waiting, later) = (JobSamples.New(), JobSamples.New(), JobSamples.New());
        var end = System.Text.Encoding.UTF8.GetString(JobSamples.Line.Format(cancelled with { Status = JobStatus.Cancelled }));
        var line = System.Text.Encoding.UTF8.GetBytes(end.Replace(good, damaged, StringComparison.Ordinal));
        var content = JournalContent.Parse(JobSamples.Line,
            [.. JobSamples.Line.Format(cancelled), .. JobSamples.Line.Format(waiting), .. line, .. JobSamples.Line.Format(later)]);

        Assert.Single(content.CorruptLines);
        Assert.Equal([(JobStatus.Failed, DamagedRecord.Reason),
            isNamed ? (JobStatus.Pending, null) : (JobStatus.Failed, DamagedRecord.Reason), (JobStatus.Pending, null)],
            content.Jobs.Select(j => (j.Status, j.Error)));
    }

    [Fact]
    public void Last_record_of_a_job_counts_and_its_place_is_that_of_the_first()
    {
        var (a, b) = (JobSamples.New(), JobSamples.New());
        var content = Parse(a, b, a with { Status = JobStatus.Running });
        Assert.Equal([a.Id, b.Id], content.Jobs.Select(j => j.Id));
        Assert.Equal(JobStatus.Running, content.Jobs[0].Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData("0123456789abcdef {}")]
    [InlineData("{\"id\":1}")]
    public void Line_without_its_checksum_is_corrupt_and_kept(string line)
    {
        var job = JobSamples.New();
        var content = JournalContent.Parse(
            JobSamples.Line, [.. System.Text.Encoding.ASCII.GetBytes(line), (byte)'\n', .. JobSamples.Line.Format(job)]);
        Assert.Equal(line, System.Text.Encoding.ASCII.GetString(Assert.Single(content.CorruptLines)));
        Assert.Equal(job.Id, Assert.Single(content.Jobs).Id);
    }

    [Fact]
    public void Record_with_a_valid_checksum_and_an_unknown_name_is_corrupt()
    {
        var text = System.Text.Encoding.UTF8.GetString(
            JobSamples.Line.Format(JobSamples.New()))[17..^1].Replace("\"pending\"", "\"waiting\"",
            StringComparison.Ordinal);
        var json = System.Text.Encoding.UTF8.GetBytes(text);
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(json))[..16];
        Assert.Null(JobSamples.Line.Parse([.. System.Text.Encoding.ASCII.GetBytes(sum + " "), .. json]));
    }

    private static JournalContent Parse(params Job[] jobs) =>
        JournalContent.Parse(JobSamples.Line, [.. jobs.SelectMany(JobSamples.Line.Format)]);
}
