using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Files;

public sealed class AtomicDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Pointer => _directory.File("enrolled");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Replaces_all_files_and_deletes_the_previous_ones()
    {
        Assert.Null(Write("old"));
        var old = AtomicDirectory.Current(Pointer)!;
        Assert.Null(Write("new"));
        Assert.Equal("new", Content());
        Assert.False(Directory.Exists(old));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Failure_after_the_rename_deletes_neither_the_new_files_nor_the_previous_ones(bool throws)
    {
        Assert.Null(Write("old"));
        var old = AtomicDirectory.Current(Pointer)!;
        var problem = AtomicDirectory.Write(Pointer, Files("new"), _ => null, (path, content) =>
        {
            File.WriteAllBytes(path, content);
            return throws ? throw new IOException("no flush") : new FileProblem(FileFailure.InputOutput, path, "no flush");
        });
        Assert.Contains("no flush", problem!.ToString(), StringComparison.Ordinal);
        Assert.Equal("new", Content());
        Assert.True(Directory.Exists(old), "a power loss may bring the previous ones back");

        Assert.Null(Write("newer"));
        Assert.Single(Directory.GetDirectories(_directory.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Failure_before_the_rename_leaves_the_previous_files_and_nothing_else(bool throws)
    {
        Assert.Null(Write("old"));
        Assert.NotNull(AtomicDirectory.Write(Pointer, Files("new"), _ => null, (path, _) =>
            throws ? throw new UnauthorizedAccessException() : new FileProblem(FileFailure.InputOutput, path, "full")));
        Assert.Equal("old", Content());
        Assert.Single(Directory.GetDirectories(_directory.Path));
    }

    [Fact]
    public void Refused_directory_is_deleted()
    {
        Assert.Contains("bad", AtomicDirectory.Write(Pointer, Files("new"), _ => "bad")!.ToString(), StringComparison.Ordinal);
        Assert.Null(AtomicDirectory.Current(Pointer));
        Assert.Empty(Directory.GetDirectories(_directory.Path));
    }

    private FileProblem? Write(string content) => AtomicDirectory.Write(Pointer, Files(content), _ => null);

    private string Content() => File.ReadAllText(Path.Combine(AtomicDirectory.Current(Pointer)!, "a"));

    private static (string, byte[])[] Files(string content) => [("a", Encoding.UTF8.GetBytes(content))];
}
