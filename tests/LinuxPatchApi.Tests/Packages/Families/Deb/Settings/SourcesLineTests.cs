using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Settings;

/// <summary>What apt 2.6 itself makes of these lines (apt-get indextargets), or that it refuses them.</summary>
public sealed class SourcesLineTests
{
    [Theory]
    [InlineData("deb http://h/d s main contrib", "http://h/d|s|main,contrib|")]
    [InlineData("deb\thttp://h/d\ts\tmain\r", "http://h/d|s|main|")]
    [InlineData("  deb http://h/d s main # note", "http://h/d|s|main|")]
    [InlineData("deb http://h/d s main#x", "http://h/d|s|main|")]
    [InlineData(
        "deb cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_ - Official amd64 DVD Binary-1 with firmware]/ bookworm contrib main",
        "cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_ - Official amd64 DVD Binary-1 with firmware]/|bookworm|contrib,main|")]
    [InlineData("deb cdrom:[Debian #1 disc]/ bookworm main # note", "cdrom:[Debian #1 disc]/|bookworm|main|")]
    [InlineData("deb \"file:/srv/my repo\" s main", "file:/srv/my repo|s|main|")]
    [InlineData("deb file:/srv/my%20repo s main", "file:/srv/my repo|s|main|")]
    [InlineData("deb http://h/d%2fe s m%2fn", "http://h/d/e|s|m/n|")]
    [InlineData("deb http://h/d s \"my comp\" x", "http://h/d|s|my comp,x|")]
    [InlineData("deb http://h/d [s x] main", "http://h/d|[s x]|main|")]
    [InlineData("deb http://h/d ./", "http://h/d|./||")]
    [InlineData("deb http://h/d%zz s main%4", "http://h/d%zz|s|main%4|")]
    [InlineData("deb [arch=amd64] http://h/d s main", "http://h/d|s|main|arch=amd64")]
    [InlineData("deb [ arch=amd64 trusted=yes ] http://h/d s main", "http://h/d|s|main|arch=amd64,trusted=yes")]
    [InlineData("deb [trusted=no trusted=yes] http://h/d s main", "http://h/d|s|main|trusted=yes")]
    [InlineData("deb [ signed-by=/a#b.gpg ] http://h/d s main", "http://h/d|s|main|signed-by=/a#b.gpg")]
    [InlineData("deb [signed-by=\"/a b\"] http://h/d s main", "http://h/d|s|main|signed-by=/a b")]
    [InlineData("deb [] http://h/d s main", "http://h/d|s|main|")]
    [InlineData("deb [ ] http://h/d s main", "http://h/d|s|main|")]
    public void Case11_Line_is_split_as_apt_splits_it(string line, string read)
    {
        var found = SourcesLine.Parse(line, out var isMalformed);
        Assert.False(isMalformed);
        Assert.Equal("deb", found!.Type);
        Assert.Equal(read, string.Join('|', found.Uri, found.Suite, string.Join(',', found.Components),
            string.Join(',', found.Options.Select(o => $"{o.Key}={o.Value}"))));
    }

    [Theory]
    [InlineData("deb")]
    [InlineData("deb[arch=amd64] http://h/d s main")]
    [InlineData("deb [arch=amd64]http://h/d s main")]
    [InlineData("deb [arch=amd64")]
    [InlineData("deb [trusted= yes] http://h/d s main")]
    [InlineData("deb [trusted=yes x] http://h/d s main")]
    [InlineData("deb [=yes] http://h/d s main")]
    [InlineData("deb http://h/d")]
    [InlineData("deb http://h/d s")]
    [InlineData("deb http://h/d ./ main")]
    [InlineData("deb h/d s main")]
    [InlineData("deb cdrom:[Debian GNU/Linux bookworm main")]
    [InlineData("deb \"http://h/d s main")]
    [InlineData("rpm http://h/d s main")]
    [InlineData("deb-src http://h/d")]
    [InlineData("# note\tdeb", false)]
    [InlineData("", false)]
    [InlineData(" \t\r", false)]
    public void Case11_Line_that_apt_refuses_is_malformed(string line, bool isMalformed = true)
    {
        Assert.Null(SourcesLine.Parse(line, out var found));
        Assert.Equal(isMalformed, found);
    }

    /// <summary>apt reads the components before it; nobody says that the file stays so.</summary>
    [Theory]
    [InlineData("deb http://h/d s main \"oops")]
    [InlineData("deb http://h/d s main%e4")]
    [InlineData("deb http://h/d s main\uFFFD")]
    public void Case11_Line_of_which_the_true_names_are_lost_is_malformed(string line)
    {
        Assert.Null(SourcesLine.Parse(line, out var isMalformed));
        Assert.True(isMalformed);
    }
}
