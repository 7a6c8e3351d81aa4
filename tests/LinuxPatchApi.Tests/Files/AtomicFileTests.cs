using LinuxPatchApi.Files;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Replaces_the_content_and_leaves_nothing_beside_it()
    {
        var path = _directory.Write("f", "old");

        Assert.Null(AtomicFile.Write(path, "new"u8, Private));

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData(Private)]
    [InlineData(Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    [InlineData(Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    public void Gives_exactly_the_mode_asked_for_whatever_the_umask(UnixFileMode mode)
    {
        var path = _directory.File("f");

        Assert.Null(AtomicFile.Write(path, "x"u8, mode));

        Assert.Equal(mode, File.GetUnixFileMode(path));
    }

    /// <summary>As an administrator's configuration management left it.</summary>
    [Fact]
    public void Edited_file_keeps_its_owner_its_mode_and_the_link_to_it()
    {
        var target = _directory.Write("managed", "old");
        var link = _directory.File("f");
        File.CreateSymbolicLink(link, "managed");
        var isRoot = FileOwner.OfProcess() == 0;
        using (var file = File.OpenHandle(target))
        {
            Assert.False(isRoot && LinuxPatchApi.Native.LibC.ChangeOwner(file, 4321, 8765) < 0);
            File.SetUnixFileMode(file, Private | UnixFileMode.GroupRead);
        }

        var before = FileOwner.Of(target);
        Assert.Equal(isRoot, before!.Value.User == 4321);
        Assert.Null(AtomicFile.Edit(link, "new"u8, Private));
        Assert.Equal(before, FileOwner.Of(target));
        Assert.Equal(("new", "managed"), (File.ReadAllText(target), File.ResolveLinkTarget(link, returnFinalTarget: false)!.Name));
        Assert.Equal(2, Directory.GetFileSystemEntries(_directory.Path).Length);
    }

    [Fact]
    public void Link_to_a_file_that_is_not_there_stays_one_and_the_file_is_made()
    {
        var link = _directory.File("f");
        File.CreateSymbolicLink(link, "second");
        File.CreateSymbolicLink(_directory.File("second"), "managed");
        Assert.Null(AtomicFile.Edit(link, "new"u8, Private));
        Assert.Equal("second", new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_directory.File("managed")));
        Assert.Equal(Private, File.GetUnixFileMode(_directory.File("managed")));
    }

    /// <summary>Whoever may write in it, or above it, could put a link in the way between two steps of the edit.</summary>
    [Theory]
    [InlineData("of others", false, "others may write in {0}/of others")]
    [InlineData("of others/own", false, "others may write in {0}/of others")]
    [InlineData("sticky", true, null)]
    public void Edits_no_file_where_others_may_replace_it(string folder, bool isSticky, string? why)
    {
        Directory.CreateDirectory(_directory.File(folder));
        File.SetUnixFileMode(
            _directory.File(folder.Split('/')[0]),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite
                | UnixFileMode.OtherExecute | (isSticky ? UnixFileMode.StickyBit : UnixFileMode.None));
        var target = _directory.Write($"{folder}/managed", "old");
        File.CreateSymbolicLink(_directory.File("f"), target);
        var problem = AtomicFile.Edit(_directory.File("f"), "new"u8, Private);
        Assert.Equal(why is null ? null : string.Format(null, why, _directory.Path), problem?.Detail);
        Assert.Equal(why is null ? "new" : "old", File.ReadAllText(target));
        Assert.Single(Directory.GetFiles(_directory.File(folder)));
    }

    [Fact]
    public void Edited_file_that_is_not_there_gets_the_mode_asked_for()
    {
        Assert.Null(AtomicFile.Edit(_directory.File("f"), "x"u8, Private));
        Assert.Equal(Private, File.GetUnixFileMode(_directory.File("f")));
    }

    [Fact]
    public void Reader_of_the_old_file_keeps_the_old_content()
    {
        var path = _directory.Write("f", "old");
        using var reader = new StreamReader(path);

        Assert.Null(AtomicFile.Write(path, "new"u8, Private));

        Assert.Equal("old", reader.ReadToEnd());
    }

    [Fact]
    public void Failure_is_a_value_and_leaves_nothing_behind()
    {
        Assert.Equal(FileFailure.NotFound, AtomicFile.Write(_directory.File("none/f"), "x"u8, Private)!.Reason);
        Directory.CreateDirectory(_directory.File("taken/full"));
        Assert.NotNull(AtomicFile.Write(_directory.File("taken"), "x"u8, Private));
        Assert.Equal([_directory.File("taken")], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Of_several_files_none_is_replaced_when_one_cannot_be_written()
    {
        var first = _directory.Write("first", "old");

        var (replaced, problem) = AtomicFile.WriteAll([new(first, [1], Private), new(_directory.File("none/second"), [2], Private)]);

        Assert.Equal((0, FileFailure.NotFound, _directory.File("none/second")), (replaced, problem!.Reason, problem.Path));
        Assert.Equal("old", File.ReadAllText(first));
        Assert.Equal([first], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Of_several_files_the_result_counts_those_that_were_replaced()
    {
        var first = _directory.Write("first", "old");
        Directory.CreateDirectory(_directory.File("second/full"));
        NewFile[] files =
            [
                new(first, "new"u8.ToArray(), Private), new(_directory.File("second"), [2], Private),
                new(_directory.File("third"), [3], Private),
            ];

        var (replaced, problem) = AtomicFile.WriteAll(files);

        Assert.Equal((1, _directory.File("second")), (replaced, problem!.Path));
        Assert.Equal("new", File.ReadAllText(first));
        Assert.Equal([first, _directory.File("second")], Directory.GetFileSystemEntries(_directory.Path).Order(StringComparer.Ordinal));
        Assert.Equal((1, (FileProblem?)null), AtomicFile.WriteAll([files[2]]));
    }

    [Fact]
    public void Flushing_a_directory_that_is_not_there_is_an_input_output_error() =>
        Assert.Throws<IOException>(() => DirectorySync.Flush(_directory.File("none")));
}
