using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Journal;
using LinuxPatchApi.Logging.Output;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Tests.Logging.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lpa-journal").FullName;

    private string Path => System.IO.Path.Combine(_directory, "socket");

    [Theory]
    [InlineData("9:12345", "socket:[12345]", true)]
    [InlineData("9:12345", "socket:[12346]", false)]
    [InlineData("9:12345", "/dev/pts/0", false)]
    [InlineData("9:12345", null, false)]
    [InlineData("12345", "socket:[12345]", false)]
    [InlineData("9:x", "socket:[x]", false)]
    [InlineData(null, "socket:[12345]", false)]
    public void Case30_The_journal_is_written_to_only_where_it_is_standard_error(string? variable, string? descriptor, bool expected) =>
        Assert.Equal(expected, JournalStream.Matches(variable, descriptor));

    [Fact]
    public void Case30_Ids_of_job_and_request_are_fields()
    {
        var job = Guid.CreateVersion7();
        var entry = JournalEntry.Of(LogLevel.Warning, "Room[7] job ended",
            [new("JobId", job), new("RequestId", "one\nMESSAGE=forged"), new("Other", 1)]);
        Assert.Equal(
            $"PRIORITY=4\nSYSLOG_IDENTIFIER=linux-patch-api\nJOB_ID={job}\nREQUEST_ID=one MESSAGE=forged\nMESSAGE=Room[7] job ended\n",
            Encoding.UTF8.GetString(entry));
        Assert.Equal("<4>Room[7] job ended\n", Encoding.UTF8.GetString(JournalFormatter.FromEntry(entry)));
    }

    [Fact]
    public async Task Case30_A_logged_message_reaches_the_socket_with_its_fields()
    {
        using var journal = Listen();
        using var provider = new JournalSink(Path, Stream.Null, TimeProvider.System);
        using var factory = new SinkLoggerFactory(new LevelSwitch(LogLevel.Information), [provider]);
        factory.CreateLogger("Room").LogInformation(new EventId(7), "job {JobId}\n{What}", "abc", "done");
        var bytes = new byte[4096];
        var length = await journal.ReceiveAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal(
            "PRIORITY=6\nSYSLOG_IDENTIFIER=linux-patch-api\nJOB_ID=abc\nMESSAGE=Room[7] job abc done\n",
                Encoding.UTF8.GetString(bytes, 0, length));
    }

    [Fact]
    public void Case30_What_the_socket_does_not_take_goes_to_standard_error()
    {
        using var otherwise = new MemoryStream();
        using (var provider = new JournalSink(Path, otherwise, TimeProvider.System))
        {
            Assert.True(provider.Enqueue(JournalEntry.Of(LogLevel.Error, "Room[7] no journal", null)));
        }
        Assert.Equal("<3>Room[7] no journal\n", Encoding.UTF8.GetString(otherwise.ToArray()));
    }

    [Fact]
    public async Task Case30_Waiting_messages_are_bounded_in_bytes_and_the_missing_are_reported()
    {
        using var journal = Listen();
        journal.ReceiveBufferSize = 1;
        using var provider = new JournalSink(Path, Stream.Null, TimeProvider.System);
        var entry = JournalEntry.Of(LogLevel.Information, new string('a', (int)(LoggingLimits.JournalQueueBytes / 8)), null);
        // Nobody reads: the kernel buffers some, the queue holds fewer than eight, and the next one does not fit.
        var taken = 0;
        while (provider.Enqueue(entry))
        {
            Assert.InRange(++taken, 1, 64);
        }
        var bytes = new byte[entry.Length];
        var texts = new List<string>();
        do
        {
            texts.Add(Encoding.UTF8.GetString(bytes, 0, await journal.ReceiveAsync(bytes, TestContext.Current.CancellationToken)));
        }
        while (!texts[^1].Contains("1 log messages are missing here", StringComparison.Ordinal));
        Assert.InRange(texts.Count, 2, taken + 1);
    }

    [Fact]
    public async Task Case34_What_was_refused_for_the_number_of_messages_makes_no_room_for_bytes()
    {
        using var journal = Listen();
        var before = Fill();
        using var provider = new JournalSink(Path, Stream.Null, TimeProvider.System);
        var small = JournalEntry.Of(LogLevel.Information, "a", null);
        var large = JournalEntry.Of(LogLevel.Information, new string('a', (int)(LoggingLimits.JournalQueueBytes / 8)), null);
        var accepted = 0;
        while (provider.Enqueue(small))
        {
            accepted++;
        }

        // The sender may take its first entry only now, and leaves room for one.
        var late = Enumerable.Range(0, 100).Count(_ => provider.Enqueue(large));
        Assert.InRange(late, 0, 1);

        // All accepted entries, and one line about the others.
        var bytes = new byte[large.Length];
        for (var i = 0; i < before + accepted + late + 1; i++)
        {
            await journal.ReceiveAsync(bytes, TestContext.Current.CancellationToken);
        }
        var taken = 0;
        while (provider.Enqueue(large))
        {
            Assert.InRange(++taken, 1, 64);
        }

        // Drains the socket, so that disposal need not wait.
        for (var i = 0; i < taken; i++)
        {
            await journal.ReceiveAsync(bytes, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Fills the socket, so that whoever sends next has to wait; the number of messages in it.</summary>
    private int Fill()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        other.Blocking = false;
        for (var sent = 0; ; sent++)
        {
            try
            {
                other.SendTo("x"u8, new UnixDomainSocketEndPoint(Path));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return sent;
            }
        }
    }

    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        return socket;
    }
}
