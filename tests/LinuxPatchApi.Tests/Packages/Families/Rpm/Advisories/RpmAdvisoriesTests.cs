using System.IO.Compression;
using System.Text;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Families.Rpm.Advisories;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm.Advisories;

public sealed class RpmAdvisoriesTests : IDisposable
{
    private const string Folder = "var/cache/PackageKit/9.5/metadata/base-9.5-x86_64/repodata";

    /// <summary>As Red Hat, Rocky and bodhi write them, with what XML allows in between.</summary>
    private const string Sample = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- <update type="security"> of no account -->
        <updates>
          <update from="a&amp;b" status="final" type="security" version="1"><id>RLSA-2025:1</id><title>Important: tls</title>
            <issued date="2025-01-02 03:04:05"/><updated date="2025-02-03 00:00:00"/><severity>Important</severity>
            <description>Memory &lt;freed&gt; &#x2014; <![CDATA[read > again]]></description>
            <references><reference href="https://access.example.org/errata/RLSA-2025:1" id="RLSA-2025:1" type="self"/>
              <reference href='https://cve.example.org/CVE-2025-1' id='CVE-2025-1' type='cve' title='a "quoted" > title'/>
              <reference href="https://bugs.example.org/7" id="7" type="bugzilla"/></references>
            <pkglist><collection short="x"><name>x</name>
              <package name="tls" version="3.0" release="2.el9" epoch="1" arch="x86_64" src="tls.src.rpm"><filename>tls.rpm</filename>
                <reboot_suggested>True</reboot_suggested></package>
              <package name="tls" version="3.0" release="2.el9" epoch="1" arch="i686"><filename>tls.rpm</filename></package>
              <package name="other" version="1" release="1" epoch="0" arch="x86_64"/></collection></pkglist></update>
          <update type="security"><id>RLSA-2025:2</id><severity>low</severity><issued date="1735787045"/><description/>
            <references><reference href="https://cve.example.org/" id="CVE-2025-2" type="cve"/></references>
            <pkglist><collection><package name="tls" version="3.0" release="3.el9" epoch="1" arch="x86_64">
              <relogin_suggested>1</relogin_suggested><reboot_suggested>false</reboot_suggested></package></collection></pkglist></update>
          <update type="bugfix"><id>RLBA-2025:3</id><severity>None</severity><issued date="2025-05-05"/>
            <pkglist><collection><package name="tls" version="3.0" release="9.el9" epoch="1" arch="x86_64"/></collection></pkglist></update>
        </updates>
        """;

    /// <summary>What the program zck makes of one advisory.</summary>
    private const string Zchunk =
        "AFpDSzGByj/4gy6PEFyyoNciFiBanoZTZIQRlviHo7BZfT2EVnL8fDV+gs4LsysZHApwr68z+fTA3utY+kpGgcznKi66YwiAgqaDggAAAAAAAA"
        + "AAAAAAAAAAAACAgBn2MBkyxDkg6R98bHjm14Hn+YAotS/9IHn1AgCiBRMYkKdtANAoGTLyfhpVEsycpGuTRR1wNwgBueSSuEBGQVH61RNX5sGI"
        + "irPqBfMSy3iCIntAB0XTpTnkAGnOpY91lFG+xqdjWe6XmmRcBQCsAsIweiVYeLmHWZED";

    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Advisory_has_its_severity_its_date_its_references_and_what_it_asks_to_restart()
    {
        Write("updateinfo.xml.gz", Packed(Sample));
        var found = Read("tls").Packages;
        Assert.Equal(
            [("x86_64", "1:3.0-2.el9", "system"), ("i686", "1:3.0-2.el9", "none"), ("x86_64", "1:3.0-3.el9", "session"),
                ("x86_64", "1:3.0-9.el9", "none")],
            found.Select(p => (p.Architecture, p.Version, p.Restart)));
        var first = found[0].Advisory;
        Assert.Equal(
            ("RLSA-2025:1", true, "high", new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero), "Memory <freed> — read > again"),
            (first.Id, first.IsSecurity, first.Severity, first.IssuedAt, first.Text));
        Assert.Equal("https://access.example.org/errata/RLSA-2025:1", Assert.Single(first.Urls));
        Assert.Equal("https://bugs.example.org/7", Assert.Single(first.BugUrls));
        Assert.Equal("https://cve.example.org/CVE-2025-1", Assert.Single(first.CveUrls));
        Assert.Equal(
            ("low", new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero)), (found[2].Advisory.Severity, found[2].Advisory.IssuedAt));
        Assert.Equal("CVE-2025-2", Assert.Single(found[2].Advisory.CveUrls));
        Assert.Equal((false, Severities.Unknown), (found[3].Advisory.IsSecurity, found[3].Advisory.Severity));
    }

    /// <summary>librepo stores the one or the other, as it is built.</summary>
    [Theory]
    [InlineData("1-updateinfo.xml")]
    [InlineData("2-updateinfo.xml.zck")]
    public void Of_advisories_that_are_offered_as_zchunk_too_the_stored_file_is_read(string stored)
    {
        Write("updateinfo.xml", null);
        File.WriteAllText(
            _root.File($"{Folder}/repomd.xml"),
            "<repomd><data type=\"updateinfo\"><location href=\"repodata/1-updateinfo.xml\"/></data>"
            + "<data type=\"updateinfo_zck\"><location href=\"repodata/2-updateinfo.xml.zck\"/></data></repomd>");
        File.WriteAllBytes(_root.File($"{Folder}/{stored}"), stored.EndsWith(".zck", StringComparison.Ordinal)
            ? Convert.FromBase64String(Zchunk) : Encoding.UTF8.GetBytes("<updates><update type='security'><id>A</id>"
                + "<package name='tls' version='1' release='1' arch='noarch'/></update></updates>"));
        var found = Read("tls");
        Assert.Equal("A", Assert.Single(found.Packages).Advisory.Id);
        Assert.Empty(found.Unread);
    }

    /// <summary>The host goes from before the first advisory behind the last, which is none about security.</summary>
    [Fact]
    public void Update_over_several_advisories_has_the_gravest_of_each_and_the_date_of_its_own()
    {
        Write("updateinfo.xml", Encoding.UTF8.GetBytes(Sample));
        var advice = Advise("1:3.0-1.el9", "1:3.0-9.el9");
        var update = Assert.Single(advice.Updates);
        Assert.Equal((true, "high"), (update.Security, update.Severity));
        var detail = advice.Details[update.Id];
        Assert.Equal(("system", new DateTimeOffset(2025, 5, 5, 0, 0, 0, TimeSpan.Zero)), (detail.Restart, detail.PublishedAt));
        Assert.Equal(["https://cve.example.org/CVE-2025-1", "CVE-2025-2"], detail.CveUrls);
    }

    [Fact]
    public void What_the_host_has_already_is_no_part_of_an_update()
    {
        Write("updateinfo.xml", Encoding.UTF8.GetBytes(Sample));
        var advice = Advise("1:3.0-2.el9", "1:3.0-3.el9");
        var update = advice.Updates[0];
        Assert.Equal((true, "low", "session"), (update.Security, update.Severity, advice.Details["id"].Restart));
        advice = Advise("1:3.0-3.el9", "1:3.0-9.el9");
        update = advice.Updates[0];
        Assert.Equal((false, Severities.Unknown, "none"), (update.Security, update.Severity, advice.Details["id"].Restart));
    }

    [Fact]
    public void What_the_engine_knows_stays_and_what_it_leaves_out_is_added()
    {
        Write("updateinfo.xml", Encoding.UTF8.GetBytes(Sample));
        var advice = Advise("1:3.0-1.el9", "1:3.0-2.el9");
        var engine = new UpdateDetail("id", "its text", "", ["vendor"], ["bug"], ["https://nvd.example.org/CVE-2025-1"], "none", null);
        var known = UpdateAdvice.Complete(
            advice, new Dictionary<string, UpdateDetail> { ["id"] = engine, ["none"] = UpdateDetail.None("none") });
        Assert.Equal(
            ("its text", "system", new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero), 2),
            (known["id"].Text, known["id"].Restart, known["id"].PublishedAt, known["id"].CveUrls.Count));
        Assert.True(known["none"].IsNone);
        Assert.Equal("system", UpdateAdvice.Complete(advice, new Dictionary<string, UpdateDetail>())["id"].Restart);
    }

    [Theory]
    [InlineData("updateinfo.xml.bz2", "anything", "is compressed as .bz2, which the agent does not read")]
    [InlineData("updateinfo.xml.br", "anything", "is compressed as .br, which the agent does not read")]
    [InlineData("updateinfo.xml.zst", "not packed at all", "cannot be read")]
    [InlineData("updateinfo.xml.xz", "not packed at all", "cannot be read")]
    [InlineData("updateinfo.xml.zck", "not packed at all", "cannot be read")]
    [InlineData("updateinfo.xml.gz", "not packed at all", "cannot be read")]
    [InlineData("updateinfo.xml", "<updates><update type='security'><id>cut off", "ends within")]
    [InlineData("updateinfo.xml", "<!DOCTYPE x [<!ENTITY e 'e'>]><updates/>", "document type")]
    [InlineData("updateinfo.xml", null, "has not stored them")]
    public void What_cannot_be_read_is_told_with_the_repository_and_the_reason(string name, string? content, string reason)
    {
        Write(name, content is null ? null : Encoding.UTF8.GetBytes(content));
        var advice = Advise("1:3.0-1.el9", "1:3.0-2.el9");
        Assert.Contains("base (", advice.Gap);
        Assert.Contains(reason, advice.Gap);
        Assert.Empty(advice.Details);
    }

    /// <summary>Of a repository that is disabled, of another one, and of none that has any.</summary>
    [Theory]
    [InlineData("[base]\nenabled=0\n[web]\n")]
    [InlineData("[bas]\n")]
    public void Only_enabled_repositories_count(string configuration)
    {
        Write("updateinfo.xml", Encoding.UTF8.GetBytes(Sample));
        File.WriteAllText(_root.File("etc/yum.repos.d/a.repo"), configuration);
        Assert.Empty(Read("tls").Packages);
    }

    [Fact]
    public void A_repository_without_advisories_lacks_nothing()
    {
        Write("updateinfo.xml", null);
        File.WriteAllText(_root.File($"{Folder}/repomd.xml"), "<repomd><data type=\"primary\"><location href=\"x\"/></data></repomd>");
        Assert.Null(Advise("1:3.0-1.el9", "1:3.0-2.el9").Gap);
    }

    /// <summary>What stands before the cut would count as all there is, and an update as less severe than it is.</summary>
    [Fact]
    public void Of_a_file_that_breaks_off_behind_its_first_advisory_nothing_counts()
    {
        Write("updateinfo.xml", Encoding.UTF8.GetBytes(Sample[..Sample.IndexOf("RLSA-2025:2", StringComparison.Ordinal)]));
        var advice = Advise("1:3.0-1.el9", "1:3.0-9.el9");
        Assert.Contains("ends within", advice.Gap);
        Assert.Empty(advice.Details);
        Assert.False(advice.Updates[0].Security);
    }

    [Fact]
    public void What_could_not_be_read_is_read_once_it_is_in_place_although_the_index_is_the_same()
    {
        Write("updateinfo.xml", null);
        var advisories = RpmFamily.Instance.Open(_root.Path, TimeProvider.System).Advisories!;
        Assert.NotEmpty(advisories.Read(new HashSet<string> { "tls" }, CancellationToken.None).Unread);
        File.WriteAllText(_root.File($"{Folder}/1-updateinfo.xml"), Sample);
        var found = advisories.Read(new HashSet<string> { "tls" }, CancellationToken.None);
        Assert.Empty(found.Unread);
        Assert.Equal(4, found.Packages.Count);
        Assert.Same(found, advisories.Read(new HashSet<string> { "tls" }, CancellationToken.None));
    }

    /// <summary>Anybody's repository may have an advisory about a package of the distribution.</summary>
    [Theory]
    [InlineData("base", true)]
    [InlineData("third", false)]
    [InlineData(null, true)]
    public void Advisories_of_a_repository_are_about_its_own_packages(string? repository, bool counts)
    {
        Write("updateinfo.xml", Encoding.UTF8.GetBytes(Sample));
        var advice = Advise("1:3.0-1.el9", "1:3.0-2.el9", repository);
        Assert.Equal((counts, counts ? 1 : 0), (advice.Updates[0].Security, advice.Details.Count));
    }

    /// <summary>Some kilobytes packed, more than the agent's memory unpacked and kept.</summary>
    [Fact]
    public void A_repository_with_advisories_without_end_is_told_and_counts_for_nothing()
    {
        var text = new StringBuilder("<updates>");
        for (var update = 0; update < 40; update++)
        {
            text.Append("<update type='security'>");
            for (var package = 0; package < 10_000; package++)
            {
                text.Append("<package name='tls' version='2' release='1' epoch='1' arch='x86_64'/>");
            }

            text.Append("</update>");
        }

        Write("updateinfo.xml.gz", Packed(text.Append("</updates>").ToString()));
        var advice = Advise("1:1-1", "1:3.0-2.el9");
        Assert.Contains("more than the agent keeps", advice.Gap);
        Assert.Empty(advice.Details);
    }

    [Fact]
    public void References_without_end_are_cut()
    {
        var many = string.Concat(Enumerable.Range(0, 2000).Select(i => $"<reference href='https://x.example.org/{i}' type='self'/>"));
        var update = "<update type='security'><references><reference href='https://x.example.org/" + new string('x', 5000) + "'/>" + many
            + "</references><package name='tls' version='3.0' release='2.el9' epoch='1' arch='x86_64'/></update>";
        Write("updateinfo.xml", Encoding.UTF8.GetBytes("<updates>" + update + "</updates>"));
        var urls = Advise("1:3.0-1.el9", "1:3.0-2.el9").Details["id"].AdvisoryUrls;
        Assert.InRange(urls.Count, 1, 512);
        Assert.Equal("https://x.example.org/0", urls[0]);
    }

    private UpdateAdvice Advise(string installed, string offered, string? repository = "base") => UpdateAdvice.Of(
        Read("tls"),
        [new UpdateCandidate("id", "tls", "x86_64", offered, repository, "", "bugfix", false, Severities.Unknown, Held: false)],
        new InstalledInventory([new InstalledPackage("tls", "x86_64", installed)], DateTimeOffset.UnixEpoch, RpmTerms.Instance),
        RpmVersion.Order,
        CancellationToken.None);

    private AdvisoryData Read(params string[] names) =>
        RpmFamily.Instance.Open(_root.Path, TimeProvider.System).Advisories!.Read(names.ToHashSet(), CancellationToken.None);

    private void Write(string name, byte[]? content)
    {
        Directory.CreateDirectory(_root.File(Folder));
        Directory.CreateDirectory(_root.File("etc/yum.repos.d"));
        File.WriteAllText(_root.File("etc/yum.repos.d/a.repo"), "[base]\nname=Base\n");
        File.WriteAllText(
            _root.File($"{Folder}/repomd.xml"),
            $"<repomd><data type=\"updateinfo\"><checksum>1</checksum><location href=\"repodata/1-{name}\"/></data></repomd>");
        if (content is not null)
        {
            File.WriteAllBytes(_root.File($"{Folder}/1-{name}"), content);
        }
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
