using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Logging;

public sealed class StandardErrorSinkTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Each_message_is_one_line_in_one_write_with_its_priority()
    {
        var output = new Output();
        using (var sink = new StandardErrorSink(output, forTerminal: false, _clock))
        {
            var log = new SinkLoggerFactory(new LevelSwitch(LogLevel.Information), [sink]).CreateLogger("Jobs");
            log.LogDebug("below the level");
            log.LogInformation(new EventId(7), "one\ntwo");
            log.LogCritical(new EventId(8), new InvalidOperationException("bug"), "päckage");
        }
        Assert.Equal(["<6>Jobs[7] one two\n", "<2>Jobs[8] päckage System.InvalidOperationException: bug\n"], output.Writes);
    }

    [Fact]
    public void Terminal_reads_a_word_in_place_of_the_priority()
    {
        var output = new Output();
        using (var sink = new StandardErrorSink(output, forTerminal: true, _clock))
        {
            sink.Write(LogLevel.Warning, "Jobs", new EventId(7), "stalled", null, null);
        }
        Assert.Equal(["warning: Jobs[7] stalled\n"], output.Writes);
    }

    [Fact]
    public void Closed_standard_error_throws_nothing_and_the_missing_are_reported_when_it_takes_again()
    {
        var output = new Output { Failures = 2 };
        using (var sink = new StandardErrorSink(output, forTerminal: false, _clock))
        {
            foreach (var text in (string[])["one", "two", "three", "four"])
            {
                sink.Write(LogLevel.Error, "A", new EventId(1), text, null, null);
            }
        }
        Assert.Equal(
            ["<3>A[1] three\n", "<4>2 log messages are missing here: standard error did not take them\n", "<3>A[1] four\n"], output.Writes);
    }

    [Fact]
    public void Notice_that_is_not_taken_is_reported_by_the_next()
    {
        // Fails for the first message and for the report of its loss.
        var output = new Output { Failures = 1, FailsAt = 2 };
        using (var sink = new StandardErrorSink(output, forTerminal: false, _clock))
        {
            foreach (var text in (string[])["one", "two", "three"])
            {
                sink.Write(LogLevel.Error, "A", new EventId(1), text, null, null);
            }
        }
        Assert.Equal(
            ["<3>A[1] two\n", "<3>A[1] three\n", "<4>1 log messages are missing here: standard error did not take them\n"], output.Writes);
    }

    [Fact]
    public void Reader_that_does_not_read_costs_messages_and_never_time()
    {
        var output = new Output();
        output.Blocked.Reset();
        using (var sink = new StandardErrorSink(output, forTerminal: false, _clock))
        {
            Assert.True(sink.Enqueue([(byte)'0']));
            output.Entered.Wait(TestContext.Current.CancellationToken);
            for (var i = 1; i < LoggingLimits.ConsoleQueue; i++)
            {
                Assert.True(sink.Enqueue([(byte)'1']));
            }
            Assert.False(sink.Enqueue([(byte)'2']));
            output.Blocked.Set();
        }
        Assert.Equal(LoggingLimits.ConsoleQueue + 1, output.Writes.Count);
        Assert.Contains("<4>1 log messages are missing here: standard error did not take them\n", output.Writes);
    }

    [Fact]
    public void Waiting_messages_are_bounded_in_bytes()
    {
        var output = new Output();
        output.Blocked.Reset();
        using var sink = new StandardErrorSink(output, forTerminal: false, _clock);
        Assert.True(sink.Enqueue(new byte[LoggingLimits.ConsoleQueueBytes - 1]));
        Assert.False(sink.Enqueue(new byte[2]));
        Assert.True(sink.Enqueue(new byte[1]));
        Assert.False(sink.Enqueue(new byte[1]));
        output.Blocked.Set();
    }

    [Fact]
    public async Task End_does_not_wait_longer_for_a_blocked_write_than_the_drain()
    {
        var output = new Output();
        output.Blocked.Reset();
        var sink = new StandardErrorSink(output, forTerminal: false, _clock);
        sink.Enqueue([(byte)'0']);
        output.Entered.Wait(TestContext.Current.CancellationToken);

        var end = Task.Run(sink.Dispose, TestContext.Current.CancellationToken);
        while (!end.IsCompleted)
        {
            _clock.Advance(LoggingLimits.Drain);
            await Task.Yield();
        }
        await end;
        Assert.Empty(output.Writes);
        Assert.False(sink.Enqueue([(byte)'1']));
        output.Blocked.Set();
    }

    /// <summary>Records each write as a text; can fail and block.</summary>
    private sealed class Output : Stream
    {
        private int _calls;

        public ConcurrentQueue<string> Writes { get; } = new();

        public ManualResetEventSlim Blocked { get; } = new(initialState: true);

        public ManualResetEventSlim Entered { get; } = new();

        /// <summary>How many of the first calls fail.</summary>
        public int Failures { get; init; }

        /// <summary>The index of another call that fails, from 0.</summary>
        public int FailsAt { get; init; } = -1;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var text = Encoding.UTF8.GetString(buffer);
            Entered.Set();
            Blocked.Wait();
            var call = _calls++;
            if (call < Failures || call == FailsAt)
            {
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"Bad file descriptor {call}"));
            }
            Writes.Enqueue(text);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
