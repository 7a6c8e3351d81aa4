using System.Net.Sockets;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Files;

/// <summary>None of these can end but by an answer: a read that waited for a writer would hang the test.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Reads_regular_files_and_those_of_proc()
    {
        var path = _directory.Write("f", "one\ntwo\n");
        Assert.Equal(["one", "two"], RegularFile.ReadAllLines(path));
        Assert.Equal("one\ntwo\n", RegularFile.ReadAllText(path));
        Assert.Equal("one\ntwo\n"u8.ToArray(), RegularFile.ReadAllBytes(path));
        Assert.Contains("Name:", RegularFile.ReadAllText("/proc/self/status"), StringComparison.Ordinal);
        File.CreateSymbolicLink(_directory.File("link"), path);
        Assert.Equal("one\ntwo\n", RegularFile.ReadAllText(_directory.File("link")));
    }

    [Fact]
    public void Case40_Anything_else_is_refused_by_its_name_and_never_waited_for()
    {
        var fifo = Fifo("fifo");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_directory.File("socket")));
        File.CreateSymbolicLink(_directory.File("link"), fifo);

        Assert.Equal("is a FIFO, a regular file is needed", Refusal(fifo));
        Assert.Equal("is a FIFO, a regular file is needed", Refusal(_directory.File("link")));
        Assert.Equal("is a socket, a regular file is needed", Refusal(_directory.File("socket")));
        Assert.Equal("is a device, a regular file is needed", Refusal("/dev/zero"));
        Assert.Equal("is a device, a regular file is needed", Refusal("/dev/null"));
        Assert.Equal("is a directory, a file is needed", Refusal(_directory.Path));
    }

    [Fact]
    public void Of_devices_the_null_device_alone_means_that_a_file_is_masked()
    {
        File.CreateSymbolicLink(_directory.File("mask"), "/dev/null");
        File.CreateSymbolicLink(_directory.File("link"), _directory.File("mask"));
        Assert.True(RegularFile.IsNull(_directory.File("link")));
        Assert.False(RegularFile.IsNull("/dev/zero"));
        Assert.False(RegularFile.IsNull(_directory.Write("f", "")));
        Assert.False(RegularFile.IsNull(_directory.File("none")));
    }

    [Fact]
    public void Every_way_to_read_refuses_a_fifo()
    {
        var fifo = Fifo("fifo");
        Assert.Throws<IOException>(() => RegularFile.Open(fifo));
        Assert.Throws<IOException>(() => RegularFile.Handle(fifo));
        Assert.Throws<IOException>(() => RegularFile.Check(fifo));
        Assert.Throws<IOException>(() => RegularFile.ReadLines(fifo).First());
        Assert.Throws<FileNotFoundException>(() => RegularFile.Open(_directory.File("none")));
        Assert.Throws<DirectoryNotFoundException>(() => RegularFile.Open(_directory.File("none/none")));
        RegularFile.Check(_directory.File("none"));
    }

    /// <summary>The files that are written are opened for writing too, which waits for a reader.</summary>
    [Fact]
    public void A_fifo_in_place_of_the_journals_lock_is_not_waited_for()
    {
        Fifo("journal.lock");
        var (owner, heldBy) = JournalOwner.Acquire(_directory.Path);
        Assert.Null(owner);
        Assert.Null(heldBy);
    }

    private static string? Refusal(string path) => BoundedFile.Read(path, 100).Problem?.Detail;

    private string Fifo(string name)
    {
        Tool.Succeed("mkfifo", _directory.File(name));
        return _directory.File(name);
    }
}
