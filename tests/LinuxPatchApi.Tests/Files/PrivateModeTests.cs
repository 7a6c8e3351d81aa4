using LinuxPatchApi.Files;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Files;

public sealed class PrivateModeTests : IDisposable
{
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly TemporaryDirectory _directory = new();

    private string Key => Path.Combine(_directory.Path, "server.key.pem");

    [Fact]
    public void A_file_that_others_can_read_is_closed()
    {
        Write();
        Assert.Null(PrivateMode.Set(Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
    }

    [Fact]
    public void A_link_is_left_alone()
    {
        Write();
        var link = Path.Combine(_directory.Path, "link");
        File.CreateSymbolicLink(link, Key);
        Assert.Contains("is a link", PrivateMode.Set(link));
        Assert.Equal(Open, File.GetUnixFileMode(Key));
    }

    [Fact]
    public void A_file_in_a_directory_that_others_may_write_is_left_alone()
    {
        Write();
        File.SetUnixFileMode(_directory.Path, File.GetUnixFileMode(_directory.Path) | UnixFileMode.OtherWrite);
        Assert.Contains("others may write", PrivateMode.Set(Key));
        Assert.Equal(Open, File.GetUnixFileMode(Key));
    }

    [Fact]
    public void What_is_not_there_is_reported() => Assert.StartsWith(Key, PrivateMode.Set(Key));

    public void Dispose() => _directory.Dispose();

    private void Write()
    {
        File.WriteAllText(Key, "");
        File.SetUnixFileMode(Key, Open);
    }
}
