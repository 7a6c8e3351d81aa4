using LinuxPatchApi.Files;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Files;

public sealed class BoundedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Reads_a_file_at_the_limit_and_refuses_one_byte_more()
    {
        var path = _directory.Write("f", "12345");

        Assert.Equal("12345"u8.ToArray(), BoundedFile.Read(path, 5).Bytes);
        Assert.Equal(FileFailure.TooLarge, BoundedFile.Read(path, 4).Problem!.Reason);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead, null)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, null)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, FileFailure.TooOpen)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherWrite, FileFailure.TooOpen)]
    internal void Private_file_must_not_be_open_to_others(UnixFileMode mode, FileFailure? expected)
    {
        var path = _directory.Write("key", "secret");
        File.SetUnixFileMode(path, mode);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

        Assert.Equal(expected, BoundedFile.Read(path, 100, others).Problem?.Reason);
    }

    [Fact]
    public void Failures_have_reasons()
    {
        Assert.Equal(FileFailure.NotFound, BoundedFile.Read(_directory.File("none"), 1).Problem!.Reason);
        Assert.Equal("is a directory, a file is needed", BoundedFile.Read(_directory.Path, 1).Problem!.Detail);
    }

    [Fact]
    public void Reads_a_file_that_does_not_know_its_length()
    {
        Assert.True(BoundedFile.Read("/proc/self/status", 64 * 1024).Bytes!.Length > 100);
        Assert.Equal(FileFailure.TooLarge, BoundedFile.Read("/proc/self/status", 100).Problem!.Reason);
    }
}
