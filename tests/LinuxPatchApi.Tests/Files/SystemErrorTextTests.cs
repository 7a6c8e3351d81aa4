using LinuxPatchApi.Files;

namespace LinuxPatchApi.Tests.Files;

public sealed class SystemErrorTextTests
{
    [Theory]
    [InlineData("UnauthorizedAccess_IODenied_Path, /root", true)]
    [InlineData("Arg_ParamName_Name, x", true)]
    [InlineData("IO_FileNotFound", true)]
    [InlineData("Access to the path '/root' is denied.", false)]
    [InlineData("No space left on device", false)]
    [InlineData("file_name is wrong", false)]
    [InlineData("My_Path is a directory", false)]
    [InlineData("", false)]
    public void Resource_keys_are_distinguished_from_sentences(string message, bool isKey) => Assert.Equal(isKey, SystemErrorText.IsResourceKey(message));

    [Fact]
    public void Sentence_of_the_system_stays() =>
        Assert.Equal("No space left on device", SystemErrorText.Of(new IOException("No space left on device")));

    [Fact]
    public void Resource_key_becomes_the_kind_of_the_failure_and_its_path() =>
        Assert.Equal("permission denied: /root", SystemErrorText.Of(new UnauthorizedAccessException("UnauthorizedAccess_IODenied_Path, /root")));

    [Fact]
    public void Words_are_one_bounded_line()
    {
        Assert.Equal("a b", SystemErrorText.Of(new IOException("a\nb")));
        Assert.Equal(1000, SystemErrorText.Of(new IOException(new string('x', 1001))).Length);
        Assert.Equal(1000, SystemErrorText.Of(new IOException(new string('x', 1000))).Length);
    }

    [Fact]
    public void Failure_without_words_is_reported_by_its_kind() => Assert.Equal("input/output error", SystemErrorText.Of(new IOException("")));
}
