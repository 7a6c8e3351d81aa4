using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Repositories.Fleet;
using LinuxPatchApi.Tests.OpenPgp;

namespace LinuxPatchApi.Tests.Packages.Repositories.Fleet;

/// <summary>Every text that a manager may send for each family: what is written of it, and what is refused.</summary>
public sealed class FleetJudgeTests
{
    private const string Line = "deb [signed-by=/etc/apt/keyrings/lpa-repo.gpg] https://manager.example.org/apt debian13 main";
    private const string Section =
        "[lpa-repo]\nname=lpa-repo\nbaseurl=https://manager.example.org/dnf/el9/\nenabled=1\nrepo_gpgcheck=1\ngpgcheck=0\n"
        + "gpgkey=file:///etc/pki/rpm-gpg/lpa-repo.gpg\n";

    private static readonly FleetHosts Hosts = new(["manager.example.org", "packages.example.org"]);
    private static readonly FleetRelease Debian13 = new("debian", "13");
    private static readonly Lazy<string> Key = new(MakeKey);

    [Theory]
    [InlineData("debian", "12", "debian12")]
    [InlineData("debian", "13", "debian13")]
    [InlineData("ubuntu", "22.04", "u2204")]
    [InlineData("ubuntu", "24.04", "u2404")]
    [InlineData("ubuntu", "26.04", "u2604")]
    [InlineData("debian", "11", null)]
    [InlineData("debian", null, null)]
    [InlineData("ubuntu", "25.10", null)]
    [InlineData("linuxmint", "22", null)]
    public void Suite_of_apt(string id, string? release, string? suite) => Suite(DebFamily.Instance, id, release, suite);

    [Theory]
    [InlineData("almalinux", "9.6", "el9")]
    [InlineData("rocky", "9", "el9")]
    [InlineData("rhel", "9.4", "el9")]
    [InlineData("almalinux", "10.0", null)]
    [InlineData("almalinux", "90", null)]
    [InlineData("fedora", "43", null)]
    public void Suite_of_dnf(string id, string release, string? suite) => Suite(RpmFamily.Instance, id, release, suite);

    [Theory]
    [InlineData("3.21", "v3.21")]
    [InlineData("3.21.3", "v3.21")]
    [InlineData("3.2", null)]
    [InlineData("3.210", null)]
    [InlineData("3.22.0", null)]
    public void Suite_of_apk(string release, string? suite) => Suite(ApkFamily.Instance, "alpine", release, suite);

    [Fact]
    public void Pacman_has_none_and_says_why()
    {
        IPackageFamily family = AlpmFamily.Instance;
        Assert.Null(family.FleetRepository);
        Assert.Contains("cannot work", family.WhyNoFleetRepository, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Line)]
    [InlineData(Line + "\n")]
    [InlineData("  " + Line + "  \n\n")]
    [InlineData(Line + "\\n")]
    public void Line_of_apt_is_written_anew(string text)
    {
        var (good, problem) = Deb(text);
        Assert.Null(problem);
        Assert.Equal(Line + "\n", good!.Source);
        Assert.Equal(0x80, good.Key.Content[0] & 0x80);
    }

    public static TheoryData<string> BadLines =>
    [
        "", " ", "\n", "deb", Line + " contrib", Line + "\n" + Line, Line + "\\n" + Line, Line + "\r\ndeb http://evil.example/ x main",
        Line + "\u2028deb x", Line + "\t", "#" + Line, Line + " # comment",
        Line.Replace("deb ", "deb-src ", StringComparison.Ordinal),
        Line.Replace("[signed-by=", "[trusted=yes signed-by=", StringComparison.Ordinal),
        Line.Replace("lpa-repo.gpg]", "lpa-repo.gpg trusted=yes]", StringComparison.Ordinal),
        Line.Replace("[signed-by=/etc/apt/keyrings/lpa-repo.gpg]", "[trusted=yes]", StringComparison.Ordinal),
        Line.Replace("[signed-by=/etc/apt/keyrings/lpa-repo.gpg] ", "", StringComparison.Ordinal),
        Line.Replace("keyrings/lpa-repo.gpg", "keyrings/../keyrings/lpa-repo.gpg", StringComparison.Ordinal),
        Line.Replace("[signed", "[Signed", StringComparison.Ordinal),
        Line.Replace("debian13", "debian12", StringComparison.Ordinal), Line.Replace("debian13", "noble", StringComparison.Ordinal),
        Line.Replace("debian13", "./", StringComparison.Ordinal), Line.Replace(" main", "", StringComparison.Ordinal),
        Line.Replace("manager.example.org", "evil.example", StringComparison.Ordinal),
        Line.Replace("manager.example.org", "manager.example.org.evil.example", StringComparison.Ordinal),
        Line.Replace("manager.example.org", "manager.example.org@evil.example", StringComparison.Ordinal),
        Line.Replace("manager.example.org", "evil.example/manager.example.org", StringComparison.Ordinal),
        Line.Replace("https://manager", "https:manager", StringComparison.Ordinal),
        Line.Replace("https://manager", "https:///manager", StringComparison.Ordinal),
        Line.Replace("https:", "file:", StringComparison.Ordinal), Line.Replace("https:", "ftp:", StringComparison.Ordinal),
        Line.Replace("https:", "copy:", StringComparison.Ordinal), Line.Replace("https:", "HTTPS:", StringComparison.Ordinal),
        Line.Replace("/apt ", "/apt/../x ", StringComparison.Ordinal), Line.Replace("/apt ", "/apt?x ", StringComparison.Ordinal),
        Line.Replace("/apt ", "/apt#x ", StringComparison.Ordinal), Line.Replace("/apt ", "//apt ", StringComparison.Ordinal),
        Line.Replace("/apt ", "/%61pt ", StringComparison.Ordinal), Line.Replace("/apt ", "/rpm ", StringComparison.Ordinal),
        Line.Replace("/apt ", "/" + new string('a', 500) + "/apt ", StringComparison.Ordinal),
        Line.Replace("manager.example.org", "manager.example.org\\evil.example", StringComparison.Ordinal),
        "<html><body>" + Line + "</body></html>",
    ];

    [Theory]
    [MemberData(nameof(BadLines))]
    public void Any_other_text_for_apt_is_refused_with_its_reason(string text)
    {
        var (good, problem) = Deb(text);
        Assert.Null(good);
        Assert.StartsWith("sources_config: ", problem, StringComparison.Ordinal);
        Assert.True(problem!.Length < 400 && !problem.Any(char.IsControl), problem);
    }

    [Theory]
    [InlineData("https://packages.example.org:8443/some/where/apt")]
    [InlineData("http://manager.example.org/apt")]
    public void Allowed_hosts_may_have_a_port_and_a_path(string address) =>
        Assert.Null(Deb(Line.Replace("https://manager.example.org/apt", address, StringComparison.Ordinal)).Problem);

    [Fact]
    public void Section_of_dnf_is_written_anew_also_with_a_literal_backslash_n()
    {
        var (good, problem) = Rpm(Section);
        Assert.Null(problem);
        Assert.Equal(good!.Source, Rpm(Section.Replace("\n", "\\n", StringComparison.Ordinal)).Good!.Source);
        Assert.Contains("repo_gpgcheck=1\n", good.Source, StringComparison.Ordinal);
        Assert.Contains("baseurl=https://manager.example.org/dnf/el9/\n", good.Source, StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----\n", Encoding.ASCII.GetString(good.Key.Content), StringComparison.Ordinal);
        Assert.NotNull(Keyring.Read(good.Key.Content, DateTimeOffset.UtcNow).Ring);
    }

    [Theory]
    [InlineData("repo_gpgcheck=1", "repo_gpgcheck=0")]
    [InlineData("repo_gpgcheck=1\n", "")]
    [InlineData("gpgkey=file:///etc/pki/rpm-gpg/lpa-repo.gpg\n", "")]
    [InlineData("gpgkey=file:///etc/pki", "gpgkey=https://evil.example/etc/pki")]
    [InlineData("enabled=1", "enabled=1\nsslverify=0")]
    [InlineData("enabled=1", "enabled=1\n[other]")]
    [InlineData("enabled=1", "enabled=1\nenabled=1")]
    [InlineData("enabled=1", "enabled=1\nmirrorlist=https://evil.example/")]
    [InlineData("enabled=1", "enabled=1\npriority=1")]
    [InlineData("[lpa-repo]", "[main]")]
    [InlineData("[lpa-repo]\n", "")]
    [InlineData("https://manager.example.org/dnf", "https://evil.example/dnf")]
    [InlineData("/dnf/el9/\n", "/dnf/el9/ https://evil.example/dnf/el9/\n")]
    [InlineData("/dnf/el9/", "/dnf/el8/")]
    [InlineData("name=lpa-repo", "name=\u0000")]
    [InlineData("name=lpa-repo", "name=$(reboot)\u0085")]
    public void Any_other_section_is_refused(string part, string instead)
    {
        var (good, problem) = Rpm(Section.Replace(part, instead, StringComparison.Ordinal));
        Assert.Null(good);
        Assert.StartsWith("sources_config: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_of_apk_stands_below_its_mark_and_others_stay()
    {
        using var rsa = RSA.Create(2048);
        var answer = Answer("alpine", "https://manager.example.org/apk/v3.21", "/etc/apk/keys/lpa-repo.rsa.pub", "apk_rsa_public_key",
            rsa.ExportSubjectPublicKeyInfoPem());
        IPackageFamily family = ApkFamily.Instance;
        var (good, problem) = FleetJudge.Judge(answer, family.FleetRepository!, new("alpine", "3.21.3"), Hosts, DateTimeOffset.UtcNow);
        Assert.Null(problem);
        Assert.Null(good!.Key.Until);
        var form = family.FleetRepository!;
        var first = form.Content(good.Source, "https://dl/main\nhttps://dl/community");
        Assert.StartsWith("https://dl/main\nhttps://dl/community\n#", first, StringComparison.Ordinal);
        Assert.EndsWith("\n" + good.Source, first, StringComparison.Ordinal);
        Assert.Equal(first, form.Content(good.Source, first));
        var moved = form.Content("https://packages.example.org/apk/v3.21\n", first);
        Assert.DoesNotContain("manager.example.org", moved, StringComparison.Ordinal);
        Assert.Equal(first, form.Content(good.Source, moved));
        Assert.Equal(first, form.Content(good.Source, first.Replace(good.Source, "", StringComparison.Ordinal)));
        Assert.EndsWith(good.Source, form.Content(good.Source, null), StringComparison.Ordinal);
    }

    /// <summary>MARK is the comment, OLD the line that was written before, and NEW the one that is to be written.</summary>
    [Theory]
    [InlineData("MARK OLD\nOLD\nhttps://dl/main\n", "MARK NEW\nNEW\nhttps://dl/main\n")]
    [InlineData("OLD\nhttps://dl/main\nMARK OLD\n", "NEW\nhttps://dl/main\nMARK NEW\n")]
    [InlineData("MARK OLD\nhttps://dl/main\nOLD\n", "MARK NEW\nhttps://dl/main\nNEW\n")]
    [InlineData("MARK OLD\nhttps://dl/main\n", "MARK NEW\nNEW\nhttps://dl/main\n")]
    [InlineData("MARK OLD\n#OLD\n@edge OLD\nOLD/\n", "MARK NEW\nNEW\n#OLD\n@edge OLD\nOLD/\n")]
    [InlineData("https://dl/main\nMARK OLD", "https://dl/main\nMARK NEW\nNEW\n")]
    [InlineData("OLD\nMARK OLD\nOLD\n", "OLD\nMARK NEW\nNEW\n")]
    [InlineData("OLD\nhttps://dl/main\n", "OLD\nhttps://dl/main\nMARK NEW\nNEW\n")]
    [InlineData("https://dl/main", "https://dl/main\nMARK NEW\nNEW\n")]
    [InlineData("MARK \n\nhttps://dl/main\n", "MARK NEW\nNEW\n\nhttps://dl/main\n")]
    [InlineData("MARK OLD\nOLD\nhttps://dl/main\nMARK OTHER\nOTHER\n", "MARK NEW\nNEW\nhttps://dl/main\n")]
    [InlineData("MARK NEW\nMARK NEW\nNEW\n", "MARK NEW\nNEW\n")]
    [InlineData("MARK OLD\r\nOLD\r\nhttps://dl/main\r\n", "MARK NEW\nNEW\nhttps://dl/main\r\n")]
    public void Lines_of_others_stay_wherever_the_mark_of_apk_is(string present, string expected)
    {
        IPackageFamily family = ApkFamily.Instance;
        var form = family.FleetRepository!;
        var written = form.Content(Filled("NEW\n"), Filled(present));
        Assert.Equal(Filled(expected), written);
        Assert.Equal(written, form.Content(Filled("NEW\n"), written));
        Assert.True(form.IsNamedIn(written));

        static string Filled(string text) => text
            .Replace("MARK", "# The fleet manager's repository, kept by linux-patch-api:", StringComparison.Ordinal)
            .Replace("OLD", "https://manager.example.org/apk/v3.21", StringComparison.Ordinal)
            .Replace("NEW", "https://packages.example.org/apk/v3.21", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://manager.example.org/apk/v3.21\n")]
    [InlineData("# The fleet manager's repository, kept by linux-patch-api: https://manager.example.org/apk/v3.21\nhttps://dl/main\n")]
    [InlineData("# The fleet manager's repository, kept by linux-patch-api: \n\n")]
    public void Line_of_apk_that_its_mark_does_not_name_is_of_others(string present)
    {
        IPackageFamily family = ApkFamily.Instance;
        Assert.False(family.FleetRepository!.IsNamedIn(present));
    }

    [Theory]
    [InlineData("rsa1024")]
    [InlineData("ec")]
    [InlineData("private")]
    [InlineData("twice")]
    [InlineData("text")]
    public void Bad_key_of_apk_is_refused(string kind)
    {
        using var rsa = RSA.Create(kind == "rsa1024" ? 1024 : 2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = rsa.ExportSubjectPublicKeyInfoPem();
        var text = kind switch
        {
            "rsa1024" => pem,
            "ec" => ec.ExportSubjectPublicKeyInfoPem(),
            "private" => rsa.ExportPkcs8PrivateKeyPem(),
            "twice" => pem + "\n" + pem,
            _ => "not a key",
        };
        IPackageFamily family = ApkFamily.Instance;
        Assert.NotNull(family.FleetRepository!.ReadKey(text, DateTimeOffset.UtcNow).Problem);
    }

    [Theory]
    [InlineData("/etc/apt/trusted.gpg.d/lpa-repo.gpg")]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/pki/rpm-gpg/lpa-repo.gpg")]
    [InlineData("/etc/apt/keyrings/../keyrings/lpa-repo.gpg")]
    [InlineData("etc/apt/keyrings/lpa-repo.gpg")]
    [InlineData("/etc/apt/keyrings/lpa-repo.gpg\n")]
    [InlineData("")]
    public void Any_other_keyring_path_is_refused(string path)
    {
        var (good, problem) = Judge(Answer("debian", Line, path, "gpg_public_key", Key.Value));
        Assert.Null(good);
        Assert.StartsWith("keyring_path is ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "gpg_public_key is empty")]
    [InlineData(" \n", "gpg_public_key is empty")]
    [InlineData("key", "gpg_public_key: it is not one armoured PGP PUBLIC KEY BLOCK and nothing else")]
    public void Empty_key_is_never_written(string key, string problem) =>
        Assert.Equal((null, problem), Judge(Answer("debian", Line, "/etc/apt/keyrings/lpa-repo.gpg", "gpg_public_key", key)));

    [Fact]
    public void Text_around_a_key_and_a_second_block_are_refused()
    {
        foreach (var text in (string[])["x\n" + Key.Value, Key.Value + "\nx", Key.Value + Key.Value])
        {
            Assert.NotNull(Judge(Answer("debian", Line, "/etc/apt/keyrings/lpa-repo.gpg", "gpg_public_key", text)).Problem);
        }
    }

    [Theory]
    [InlineData("[]", "the answer is not a JSON object")]
    [InlineData("{", "the answer is not JSON")]
    [InlineData("<html></html>", "the answer is not JSON")]
    [InlineData("""{"distro_id":"debian"}""", "sources_config is missing or not a text")]
    [InlineData("""{"distro_id":7}""", "distro_id is missing or not a text")]
    [InlineData("""{"distro_id":"\ud800"}""", "the answer is not JSON")]
    [InlineData("""{"distro_id":"arch","sources_config":"","keyring_path":"","gpg_public_key":""}""", "distro_id is arch, not debian")]
    public void Answer_of_another_form_is_refused(string answer, string problem) =>
        Assert.Equal((null, problem), Judge(Encoding.UTF8.GetBytes(answer)));

    private static void Suite(IPackageFamily family, string id, string? release, string? suite)
    {
        var (query, whyNot) = family.FleetRepository!.Query(new FleetRelease(id, release));
        Assert.Equal(suite, query?.Suite);
        Assert.Equal(suite is null, whyNot is not null);
    }

    private static (JudgedRepository? Good, string? Problem) Deb(string text) =>
        Judge(Answer("debian", text, "/etc/apt/keyrings/lpa-repo.gpg", "gpg_public_key", Key.Value));

    private static (JudgedRepository? Good, string? Problem) Rpm(string text)
    {
        IPackageFamily family = RpmFamily.Instance;
        return FleetJudge.Judge(Answer("almalinux", text, "/etc/pki/rpm-gpg/lpa-repo.gpg", "gpg_public_key", Key.Value),
            family.FleetRepository!, new FleetRelease("rocky", "9.6"), Hosts, DateTimeOffset.UtcNow);
    }

    private static (JudgedRepository? Good, string? Problem) Judge(byte[] answer)
    {
        IPackageFamily family = DebFamily.Instance;
        return FleetJudge.Judge(answer, family.FleetRepository!, Debian13, Hosts, DateTimeOffset.UtcNow);
    }

    private static byte[] Answer(string distribution, string source, string path, string member, string key) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["distro_id"] = distribution,
            ["sources_config"] = source,
            ["keyring_path"] = path,
            [member] = key,
            ["later"] = 1,
        }.ToJsonString());

    private static string MakeKey()
    {
        using var gpg = new GnuPg();
        gpg.Make("Fleet <fleet@example.org>", "ed25519", expires: "90d");
        return gpg.Armoured("Fleet");
    }
}
