using System.IO.Compression;
using System.Text;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

public sealed class RpmAdvisoriesTests : IDisposable
{
    private const string Folder = "var/cache/PackageKit/9.5/metadata/base-9-x86_64/repodata";

    /// <summary>As createrepo_c and the vendors write them.</summary>
    private const string Text = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- <update type="security"> <severity>Critical</severity> -->
        <updates>
          <update from="x" status="final" type="security" version="1">
            <id>A-1</id><title>web &gt; more</title><severity>Important</severity>
            <description><![CDATA[ <severity>Critical</severity> > ]]></description>
            <pkglist><collection><name>c</name>
              <package name="web" version="2" release="1.el9" epoch="0" arch="x86_64" src="web-2-1.el9.src.rpm">
                <filename>web-2-1.el9.x86_64.rpm</filename></package>
              <package arch='noarch' name='lib' epoch='3' version='1.0' release='5'/>
              <package name="other" version="2" release="1" arch="x86_64"/>
            </collection></pkglist>
          </update>
          <update type="security"><severity>Low</severity><pkglist>
            <package name="web" version="2" release="1.el9" arch="x86_64"/></pkglist></update>
          <update type="security"><pkglist><package name="lib" version="2" release="1" arch="noarch"/></pkglist></update>
          <update type="bugfix"><severity>Critical</severity><pkglist>
            <package name="web" version="3" release="1" arch="x86_64"/></pkglist></update>
        </updates>
        """;

    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("abc-updateinfo.xml.gz")]
    [InlineData("updateinfo.xml")]
    public void Case07_Severities_of_security_advisories_are_read_by_build(string file)
    {
        Data(file, Text);
        var found = Of("web", "lib")!;
        Assert.Equal(
            [("lib;2-1;noarch", "unknown"), ("lib;3:1.0-5;noarch", "high"), ("web;2-1.el9;x86_64", "high")],
            found.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value)));
    }

    [Theory]
    [InlineData("updateinfo.xml.zst")]
    [InlineData("updateinfo.xml.zck")]
    [InlineData("updateinfo.xml.xz")]
    public void Case07_Advisories_of_which_some_cannot_be_read_tell_nothing(string file)
    {
        Data("updateinfo.xml.gz", Text);
        Assert.NotNull(Of("web"));
        File.WriteAllText(_root.File($"{Folder}/{file}"), "");
        Assert.Null(Of("web"));
    }

    [Fact]
    public void Case07_Without_data_of_repositories_nothing_is_known_and_without_advisories_there_are_none()
    {
        Assert.Null(Of("web"));
        Data("primary.xml", "");
        Assert.Empty(Of("web")!);
    }

    [Fact]
    public void Case07_A_damaged_file_tells_nothing()
    {
        Data("updateinfo.xml", "");
        File.Move(_root.File($"{Folder}/updateinfo.xml"), _root.File($"{Folder}/updateinfo.xml.gz"));
        File.WriteAllText(_root.File($"{Folder}/updateinfo.xml.gz"), "no gzip");
        Assert.Null(Of("web"));
    }

    /// <summary>A description may be long, and a file that was cut has advisories that nobody read.</summary>
    [Theory]
    [InlineData("<update type=\"security\">", "</updates>", "high")]
    [InlineData("<update type=\"security\"><!--->", "--></updates>", null)]
    [InlineData("<update type=\"security\">", "", null)]
    public void Case07_Long_raw_text_is_passed_over_and_a_cut_file_tells_nothing(string begin, string end, string? severity)
    {
        Data("updateinfo.xml", $"<updates>{begin}<description><![CDATA[{new string('>', 9000)}]]></description>"
            + "<severity>Important</severity>" + $"<package name=\"web\" version=\"2\" release=\"1\" arch=\"x86_64\"/></update>{end}");
        Assert.Equal(severity, Of("web")?.GetValueOrDefault("web;2-1;x86_64"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void Case07_So_much_is_read_and_no_more(int less, bool isRead)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Text));
        Assert.Equal(isRead, UpdateInfo.Read(stream, Text.Length + less, new HashSet<string>(), [], CancellationToken.None));
    }

    private IReadOnlyDictionary<string, string>? Of(params string[] names) =>
        new RpmAdvisories(_root.Path).Of(names.ToHashSet(StringComparer.Ordinal), CancellationToken.None);

    private void Data(string file, string text)
    {
        Directory.CreateDirectory(_root.File(Folder));
        File.WriteAllText(_root.File($"{Folder}/repomd.xml"), "<repomd/>");
        using Stream raw = File.Create(_root.File($"{Folder}/{file}"));
        using var stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionLevel.Fastest) : raw;
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
