using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;

namespace LinuxPatchApi.Tests.Packages.Generated;

/// <summary>Which version apt would install, and the priority of each: as <c>apt-cache policy</c> says over the same files.</summary>
public sealed class AptPolicyTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "c", "ab"];
    private readonly AptRoot _apt = new();

    public AptPolicyTests()
    {
        Repository("one", "Origin: Alpha\nLabel: First\nSuite: stable\nCodename: bookworm\nVersion: 12.5\n",
            "a=1-1 a=2-1 b=1-1 c=1-1 ab=2-1");
        Repository("two", "Origin: Beta\nLabel: Second\nSuite: testing\nCodename: trixie\n", "a=2-1 a=3-1 b=2-1 ab=1-1");
        Repository("backports",
            "Origin: Alpha\nLabel: Backports\nSuite: stable-backports\nCodename: bookworm-backports\n"
            + "NotAutomatic: yes\nButAutomaticUpgrades: yes\n",
            "a=4-1 b=3-1 c=2-1");
        Repository("experimental", "Origin: Alpha\nLabel: First\nSuite: experimental\nCodename: rc-buggy\nNotAutomatic: yes\n",
            "a=5-1 c=3-1 ab=3-1");
        Dists();
        File.WriteAllText(_apt.File("etc/apt/sources.list"),
            string.Join('\n', new[] { "one", "two", "backports", "experimental" }.Select(r => $"deb [trusted=yes] file:{_apt.File(r)} ./"))
            + $"\ndeb [trusted=yes] file:{_apt.File("dists_root")} sid main extra\n");
        _apt.Update();
    }

    public void Dispose() => _apt.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Case11_Candidate_and_priorities_are_apts_own(int seed)
    {
        var random = new Random(seed);
        var pinned = 0;
        for (var round = 0; round < 25; round++)
        {
            Write("etc/apt/preferences", round % 10 == 0 ? "" : Preferences(random));
            Write("etc/apt/preferences.d/one.pref", Preferences(random));
            Write("etc/apt/preferences.d/two", random.Next(3) == 0 ? Preferences(random) : "");
            Write("etc/apt/preferences.d/ignored.dpkg-old", "Package: *\nPin: release *\nPin-Priority: 1500\n");
            var hasRelease = random.Next(5) == 0;
            Write("etc/apt/apt.conf.d/99release", hasRelease ? "APT { Default-Release \"testing\"; };\n" : "");
            var installed = Names.Where(_ => random.Next(2) == 0).Select(n => $"{n}={1 + random.Next(4)}-1").ToList();
            Compare(installed, $"seed {seed} round {round}", hasRelease ? ["-o", "APT::Default-Release=testing"] : []);
            pinned += File.ReadAllText(_apt.File("etc/apt/preferences")).Length > 0 ? 1 : 0;
        }

        Assert.True(pinned > 8);
    }

    [Fact]
    public void Case11_Source_that_was_removed_without_an_update_offers_nothing()
    {
        var all = File.ReadAllText(_apt.File("etc/apt/sources.list"));
        Write("etc/apt/sources.list", string.Join('\n', all.Split('\n').Where(l => !l.Contains("/two ", StringComparison.Ordinal))));
        Compare([], "without two");
        Assert.DoesNotContain(Indexes().Versions("a", CancellationToken.None), v => v.Version == "3-1");

        Write("etc/apt/sources.list", "# nothing\n");
        Write("etc/apt/sources.list.d/one.sources",
            $"Types: deb\nURIs: file:{_apt.File("one")}\nSuites: ./\nTrusted: yes\n\n"
            + $"Types: deb\nURIs: file:{_apt.File("two")}\nSuites: ./\nEnabled: no\n\n"
            + $"Types: deb deb-src\nURIs: file:{_apt.File("dists_root")}\nSuites: sid\nComponents: extra\nTrusted: yes\n");
        Compare([], "one and extra");
        Assert.Equal(["2-1", "1-1"], Indexes().Versions("a", CancellationToken.None).Select(v => v.Version).Distinct());
    }

    [Fact]
    public void Case11_Lists_and_archives_lie_where_the_configuration_says()
    {
        Directory.Move(_apt.File("var/lib/apt/lists"), _apt.File("elsewhere"));
        Write("etc/apt/apt.conf.d/10dirs", $$"""
            // where things are
            Dir::Cache "var/otherwise"; # a comment
            Dir { State { lists "{{_apt.File("elsewhere")}}/"; }; Cache::archives "debs"; };
            #clear Dir::Log::Terminal;
            /* DPkg::Options { "--force-confold"; }; */
            """);
        // The agent is given the root, apt its own notion of one: what apt says is the same below it.
        var paths = new DpkgPaths(_apt.Path);
        Assert.Equal(_apt.File("elsewhere"), Path.TrimEndingDirectorySeparator(Apt("Dir::State::lists/d")));
        Assert.Equal(_apt.File("elsewhere"), Path.TrimEndingDirectorySeparator(paths.Apt.Values.Path("Dir::State::lists", "/")));
        Assert.Equal(_apt.File("var/otherwise/debs"), Path.TrimEndingDirectorySeparator(Apt("Dir::Cache::archives/d")));
        Assert.Equal(_apt.File("var/otherwise/debs"), paths.Archives);
        Assert.Contains(_apt.File("var/otherwise/debs/lock"), paths.Locks.Select(l => l.Path));
    }

    private string Apt(string name)
    {
        var (code, output) = _apt.Run("apt-config", "-c", _apt.File("etc/apt/apt.conf.d/10dirs"), "shell", "V", name);
        Assert.True(code == 0, output);
        return output.Trim().Split('\'')[1];
    }

    private AptIndexes Indexes() => new(new DpkgPaths(_apt.Path));

    private void Compare(IReadOnlyList<string> installed, string what, params string[] options)
    {
        Write("var/lib/dpkg/status",
            string.Join('\n', installed.Select(i => i.Split('=')).Select(i => new MadePackage(i[0], "amd64", i[1], "installed").Record)
                .Append(MadeHost.Dpkg.Record)));
        var (code, output) = _apt.Run("apt-cache", [.. options, "policy", .. Names]);
        Assert.True(code == 0, output);
        var indexes = Indexes();
        var inventory = Inventories.Of([.. installed.Select(i => i + "/amd64"), "dpkg=1.21"]);
        foreach (var name in Names)
        {
            var (candidate, table) = Policy(output, name);
            var reported = $"{what}\n{output}\n{Text("preferences")}--\n{Text("preferences.d/one.pref")}--\n{Text("preferences.d/two")}";
            var ours = indexes.Candidates(name, inventory, CancellationToken.None).SingleOrDefault()?.Version;
            Assert.True((candidate == "(none)" ? null : candidate) == ours, $"{name}: apt {candidate}, ours {ours}\n{reported}");
            if (!installed.Any(i => i.StartsWith(name + "=", StringComparison.Ordinal)))
            {
                var priorities = indexes.Versions(name, CancellationToken.None).Select(v => $"{v.Version} {v.Priority}").Distinct();
                Assert.True(table.SequenceEqual(priorities),
                    $"{name}: apt {string.Join(", ", table)}, ours {string.Join(", ", priorities)}\n{reported}");
                Assert.Equal(ours, indexes.Newest(key => key.Name == name, int.MaxValue, CancellationToken.None)
                    .SingleOrDefault()?.Version);
            }
        }
    }

    private static (string? Candidate, IReadOnlyList<string> Table) Policy(string output, string name)
    {
        var lines = output.Split('\n').SkipWhile(l => l != name + ":").Skip(1).TakeWhile(l => l.StartsWith(' ')).ToList();
        return (lines.FirstOrDefault(l => l.StartsWith("  Candidate: ", StringComparison.Ordinal))?[13..],
            [.. lines.Where(l =>
                l.Length > 5 && (l.StartsWith("     ", StringComparison.Ordinal) || l.StartsWith(" ***", StringComparison.Ordinal))
                    && l[5] != ' ').Select(l => l[5..])]);
    }

    private static string Preferences(Random random)
    {
        string[] packages = ["*", "*", "a", "b", "ab", "a*", "/^a/", "/^(a|c)$/", "/^[a-b]+$/", "/^.b?$/", "/b{1,2}|^c/", "/^[^a]/",
            "/^[[:alpha:]]{2}/", "/(a/", "/^A.*$/", "a:amd64", "a:i386", "b c", "src:a"];
        string[] pins =
        [
            "release a=testing", "release n=bookworm", "release o=Alpha", "release o=Alpha,l=First", "release l=Second", "release v=12*",
                "release stable*", "release trixie",
            "release c=extra", "release a=stable-backports", "release *", "origin \"\"", "origin nowhere.example", "version 2*",
                "version 3-1", "version /^1/", "version /^[1-3]-/", "release n=/^(bookworm|sid)$/", "release a=/^stable(-backports)?$/",
                    "release l=/^f.+t$/", "release a=now", "release b=amd64",
        ];
        var text = new StringBuilder();
        for (var i = random.Next(4); i > 0; i--)
        {
            int[] priorities = [-1, -10, 1, 50, 100, 101, 499, 500, 501, 900, 990, 1000, 1001];
            text.Append(random.Next(3) == 0 ? "Explanation: of no matter\n# a comment\n" : "").Append("Package: ")
                .Append(packages[random.Next(packages.Length)])
                .Append("\nPin: ").Append(pins[random.Next(pins.Length)]).Append("\nPin-Priority: ")
                .Append(priorities[random.Next(priorities.Length)]).Append("\n\n");
        }

        return text.ToString();
    }

    private string Text(string name) => File.Exists(_apt.File("etc/apt/" + name)) ? File.ReadAllText(_apt.File("etc/apt/" + name)) : "";

    private void Write(string path, string text) => File.WriteAllText(_apt.File(path), text);

    private void Repository(string name, string release, string packages) =>
        _apt.Repository(name, release, [.. packages.Split(' ').Select(p => Entry(p.Split('=')))]);

    private void Dists()
    {
        foreach (var (component, packages) in new[] { ("main", "a=2-1 b=4-1"), ("extra", "a=1-1 c=4-1") })
        {
            var folder = _apt.File($"dists_root/dists/sid/{component}/binary-amd64");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "Packages"), string.Join('\n', packages.Split(' ').Select(p => Entry(p.Split('=')))));
        }

        File.WriteAllText(_apt.File("dists_root/dists/sid/Release"),
            "Origin: Gamma\nSuite: unstable\nCodename: sid\nComponents: main extra\nArchitectures: amd64\n"
            + "Date: Sun, 01 Mar 2026 12:00:00 UTC\nSHA256:\n"
            + string.Concat(new[] { "main", "extra" }.Select(c => Hash($"{c}/binary-amd64/Packages"))));
    }

    private string Hash(string path)
    {
        var content = File.ReadAllBytes(_apt.File($"dists_root/dists/sid/{path}"));
        return $" {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))} {content.Length} {path}\n";
    }

    private static string Entry(string[] package) =>
        $"Package: {package[0]}\nArchitecture: amd64\nVersion: {package[1]}\nMaintainer: a <a@b>\nFilename: x.deb\nSize: 1\n"
        + $"SHA256: {new string('0', 64)}\nDescription: d\n";
}
