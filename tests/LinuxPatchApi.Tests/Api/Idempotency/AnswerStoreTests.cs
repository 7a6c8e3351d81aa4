using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api.Idempotency;

public sealed class AnswerStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly JumpingClock _clock = new();

    private string File => _directory.File("answers");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Answer_is_found_after_a_restart_by_its_client_only()
    {
        Assert.True(Open().Add("a", "k", Answer("{\"x\":1}")));
        var again = Open();
        Assert.Equal(Answer("{\"x\":1}"), again.Find("a", "k"));
        Assert.Null(again.Find("b", "k"));
        Assert.Equal("600", Convert.ToString((int)System.IO.File.GetUnixFileMode(File), 8));
    }

    [Fact]
    public void Case62_Answers_that_are_not_read_are_told()
    {
        Assert.True(Open().Add("a", "k", Answer("{}")));
        Assert.Null(Open().Notice);
        System.IO.File.AppendAllText(File, "{\"format\":2}\n");
        var store = Open();
        Assert.NotNull(store.Find("a", "k"));
        Assert.Equal($"{File}: 1 first answers are damaged or of another version and are not repeated", store.Notice);
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);
        Assert.StartsWith("first answers before this start are not repeated: ", Open().Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Case37_Client_at_its_limit_keeps_all_answers_and_above_it_loses_its_own_oldest()
    {
        Seed([("other", "first", 2), .. Enumerable.Range(0, AnswerLimits.EntriesPerClient).Select(i => ("a", $"{i}", 2))]);
        var store = Open();
        Assert.NotNull(store.Find("a", "0"));
        Assert.True(store.Add("a", "more", Answer("{}")));
        Assert.Null(store.Find("a", "0"));
        Assert.NotNull(store.Find("a", "1"));
        Assert.NotNull(store.Find("a", "more"));
        Assert.NotNull(store.Find("other", "first"));
    }

    [Fact]
    public void Case37_Bytes_of_one_client_are_bounded()
    {
        Seed([("other", "first", 2)]);
        var others = Open().Bytes;
        Seed([("other", "first", 2), .. Enumerable.Range(0, 400).Select(i => ("a", $"{i}", 3500))]);
        var store = Open();
        for (var i = 400; i < 410; i++)
        {
            Assert.InRange(store.Bytes - others, AnswerLimits.BytesPerClient - AnswerLimits.EntryBytes, AnswerLimits.BytesPerClient);
            Assert.True(store.Add("a", $"{i}", Answer(Text(3500))));
        }

        Assert.Null(store.Find("a", "0"));
        Assert.NotNull(store.Find("a", "409"));
        Assert.NotNull(store.Find("other", "first"));
    }

    [Fact]
    public void Case37_Total_bytes_are_bounded_and_a_late_client_evicts_nothing_of_others()
    {
        var wanted = Enumerable.Range(0, 1400).Select(i => (Client: $"{i / 200}", Key: $"{i}")).ToList();
        Seed(wanted.Select(w => (w.Client, w.Key, 3500)));
        var store = Open();
        Assert.InRange(store.Bytes, AnswerLimits.Bytes - AnswerLimits.EntryBytes, AnswerLimits.Bytes);
        var kept = wanted.Where(w => store.Find(w.Client, w.Key) is not null).ToList();
        Assert.False(store.Add("late", "k", Answer(Text(3500))));
        Assert.Null(store.Find("late", "k"));
        Assert.True(store.Add("0", "new", Answer(Text(3500))));
        Assert.Null(store.Find("0", "0"));
        Assert.All(kept.Where(k => k.Client != "0"), k => Assert.NotNull(store.Find(k.Client, k.Key)));
        Assert.True(new FileInfo(File).Length <= AnswerLimits.FileBytes);
    }

    [Fact]
    public void Case37_Total_answers_are_bounded()
    {
        Seed(Enumerable.Range(0, AnswerLimits.Entries).Select(i => ($"{i % 16}", $"{i}", 2)));
        var store = Open();
        Assert.NotNull(store.Find("0", "0"));
        Assert.False(store.Add("late", "k", Answer("{}")));
        Assert.True(store.Add("3", "new", Answer("{}")));
        Assert.Null(store.Find("3", "3"));
        Assert.NotNull(store.Find("4", "4"));
    }

    [Fact]
    public void Case37_Answer_of_the_maximum_size_is_stored_and_a_larger_one_is_not()
    {
        var store = Open();
        store.Add("a", "k", Answer(Text(100)));
        var room = AnswerLimits.EntryBytes - (int)store.Bytes + 100;
        Assert.True(store.Add("a", "k", Answer(Text(room))));
        Assert.Equal(AnswerLimits.EntryBytes, store.Bytes);
        Assert.False(store.Add("a", "m", Answer(Text(room + 1))));
        Assert.Null(store.Find("a", "m"));
        Assert.Equal(AnswerLimits.EntryBytes, store.Bytes);
    }

    [Fact]
    public void Case37_Answers_are_appended_and_the_file_is_rewritten_when_half_of_it_is_dropped()
    {
        var store = Open();
        store.Add("a", "0", Answer("{}"));
        var node = Length();
        store.Add("a", "1", Answer("{}"));
        Assert.Equal(2 * node, Length());
        var most = 0L;
        for (var i = 0; i < 100; i++)
        {
            store.Add("a", "same", Answer(Text(1500)));
            most = Math.Max(most, Length());
        }

        Assert.InRange(most, AnswerLimits.SlackBytes / 2, (2 * store.Bytes) + AnswerLimits.SlackBytes);
        Assert.NotNull(Open().Find("a", "same"));
    }

    [Fact]
    public void Torn_last_line_loses_its_own_answer_only()
    {
        Open().Add("a", "0", Answer("{}"));
        System.IO.File.AppendAllText(File, "{\"client\":\"a\",\"key\":\"1\",\"ans");
        var store = Open();
        Assert.NotNull(store.Find("a", "0"));
        Assert.True(store.Add("a", "2", Answer("{}")));
        var again = Open();
        Assert.NotNull(again.Find("a", "0"));
        Assert.NotNull(again.Find("a", "2"));
    }

    [Fact]
    public void Case36_Answers_stored_by_subject_belong_to_nobody()
    {
        System.IO.File.WriteAllText(
            File,
            """[{"subject":"CN=me","key":"k","answer":{"digest":"d","status":200,"data":"{}"},"at":"2026-03-01T11:00:00+00:00"}]""");
        var store = Open();
        Assert.Null(store.Find("CN=me", "k"));
        Assert.Null(store.Find("", "k"));
        Assert.True(store.Add("a", "k", Answer("{}")));
        Assert.NotNull(Open().Find("a", "k"));
    }

    [Fact]
    public void Removed_file_is_rewritten_in_full()
    {
        var store = Open();
        store.Add("a", "0", Answer("{}"));
        System.IO.File.Delete(File);
        store.Add("a", "1", Answer("{}"));
        Assert.NotNull(Open().Find("a", "0"));
    }

    [Fact]
    public void Answers_last_a_day_and_a_jump_of_the_clock_expires_none()
    {
        var store = Open();
        store.Add("a", "0", Answer("{}"));
        _clock.Advance(IdempotencyRules.Retention - TimeSpan.FromSeconds(1));
        Assert.NotNull(store.Find("a", "0"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(store.Find("a", "0"));
        store.Add("a", "1", Answer("{}"));
        _clock.Offset += TimeSpan.FromDays(300);
        Assert.NotNull(store.Find("a", "1"));
        Assert.NotNull(Open().Find("a", "1"));
    }

    /// <summary>Writes a file as left by a previous run; the number is the size of the data.</summary>
    private void Seed(IEnumerable<(string Client, string Key, int Size)> answers) => System.IO.File.WriteAllLines(File, answers.Select(a =>
        $$$"""{"client":"{{{a.Client}}}","key":"{{{a.Key}}}","answer":{"digest":"d","status":200,"data":"{{{Text(a.Size)}}}","""
            + """ "role":"operator"},"at":"2026-03-01T12:00:00+00:00"}"""));

    private AnswerStore Open() => new(File, _clock);

    private long Length() => new FileInfo(File).Length;

    private static string Text(int length) => new('x', length);

    private static RepeatedAnswer Answer(string data) => new("d", 200, data, "operator");

    /// <summary>A wall clock that can be set, while elapsed time passes steadily.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _seconds;

        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => 1;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(_seconds) + Offset;

        public override long GetTimestamp() => _seconds;

        public void Advance(TimeSpan time) => _seconds += (long)time.TotalSeconds;
    }
}
