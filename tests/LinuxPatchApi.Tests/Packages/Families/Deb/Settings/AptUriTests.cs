using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Settings;

/// <summary>File names are those that apt 2.6 itself made of these addresses (apt-get indextargets).</summary>
public sealed class AptUriTests
{
    [Theory]
    [InlineData("http://archive.example.org/debian/", "archive.example.org_debian_")]
    [InlineData("http://u:p@h:80/debian/", "h:80_debian_")]
    [InlineData("http://u@h/debian/", "h_debian_")]
    [InlineData("http://h:0/d/", "h_d_")]
    [InlineData("http://h//d//", "h__d__")]
    [InlineData("http://[2001:db8::1]:8080/debian/", "2001:db8::1:8080_debian_")]
    [InlineData("http://[2001:db8::1]/debian/", "2001:db8::1_debian_")]
    [InlineData("file:/srv/my repo/", "_srv_my%20repo_")]
    [InlineData("file:///srv/x/", "_srv_x_")]
    [InlineData("copy:relative/x/", "relative_x_")]
    [InlineData("mirror+file:/etc/apt/mirrors/debian.list/", "_etc_apt_mirrors_debian.list_")]
    [InlineData("http://h/d~u+v/", "h_d%7eu+v_")]
    [InlineData(
        "cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_ - Official amd64 DVD Binary-1 with firmware 20240210-11:28]/",
        "Debian%20GNU_Linux%2012.5.0%20%5fBookworm%5f%20-%20Official%20amd64%20DVD%20Binary-1%20with%20firmware%2020240210-11:28_")]
    public void Case11_File_name_is_apts(string uri, string name) => Assert.Equal(name, AptUri.FileName(uri));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("x://")]
    [InlineData("x://@")]
    [InlineData("x://[")]
    [InlineData("x:[/")]
    [InlineData("x://h:99999999999999")]
    public void Any_text_has_a_file_name(string uri) => Assert.NotNull(AptUri.FileName(uri));

    [Theory]
    [InlineData("bookworm-updates", "bookworm-updates")]
    [InlineData("s+x", "s%2bx")]
    [InlineData("s~x", "s%7ex")]
    [InlineData("s x", "s%20x")]
    [InlineData("s%x", "s%25x")]
    [InlineData("[s]", "[s]")]
    public void Case11_Suite_is_quoted_before_it_goes_into_the_address(string suite, string quoted) =>
        Assert.Equal(quoted, AptUri.Suite(suite));

    [Theory]
    [InlineData("http://u:p@h:80/debian/", "h")]
    [InlineData("http://[2001:db8::1]:8080/debian/", "2001:db8::1")]
    [InlineData("file:/srv/repo/", "")]
    public void Host_is_what_preferences_call_the_origin(string uri, string host) => Assert.Equal(host, AptUri.Parse(uri).Host);
}
