using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Apk;

namespace LinuxPatchApi.Tests.Packages.Families.Apk;

public sealed class ApkFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => ApkFamily.Instance;

    private protected override IReadOnlyList<(string, string)> Backends { get; } = [("apk", "2.0")];

    private protected override string OsReleaseText => "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.22.0\n";

    private protected override IReadOnlyDictionary<string, string> Database { get; } = new Dictionary<string, string>
    {
        ["lib/apk/db/installed"] = "C:Q1abcdefghijklmnopqrstuvwxyz0=\nP:busybox\nV:1.37.0-r12\nA:x86_64\n\n",
    };

    private protected override string Changing => "lib/apk/db/installed";

    private protected override (string, string, string?) Spelled => ("busybox", "busybox", null);

    private protected override (string, string) Lock => ("lib/apk/db/lock", "Flock");

    private protected override string Kept => "etc/web.conf.apk-new";

    private protected override IReadOnlyList<(string, bool)> FailureTexts { get; } = [("unable to select packages", false),
        ("Unable to lock database: temporary error (try again later)", true)];

    private protected override IReadOnlyList<string> Ascending { get; } =
        ["1.2_rc1-r0", "1.2-r0", "1.2-r1", "1.2_p1-r0", "1.2a-r0", "1.2.1-r0"];

    /// <summary>apk-world(5): <c>[!]name{@tag}{[&lt;&gt;~=]version}</c>.</summary>
    [Theory]
    [InlineData("web=1.2-r0", true)]
    [InlineData("web@edge=1.2-r0", true)]
    [InlineData("web><Q1abc", true)]
    [InlineData("web@edge", false)]
    [InlineData("web>1", false)]
    [InlineData("web", false)]
    [InlineData("!web=1", false)]
    [InlineData(".web=20260301.120000", false)]
    public void Case11_An_exact_version_in_the_world_holds_also_behind_a_tag(string entry, bool isHeld) =>
        Assert.Equal(isHeld, ApkWorld.Holds([entry]).Count == 1);

    [Fact]
    public void Nothing_can_be_simulated() => Assert.False(Family.Of(Feature.Simulation, Engines.First()).IsSupported);

    [Theory]
    [InlineData("unable to select packages:\n  web (no such package):\n    required by: world[web]", "web")]
    [InlineData(
        "unable to select packages:\n  liba-1.0-r0:\n    conflicts: libb-2.0_rc1-r3\n    satisfies: world[liba]\n    breaks: "
        + "web-1-r0[liba]",
        "liba libb web")]
    [InlineData("web: no such package", "web")]
    [InlineData("something that nobody has seen", null)]
    public void The_solver_s_words_are_a_conflict_with_its_packages(string text, string? names) =>
        Assert.Equal(names, Family.Failures.Conflict(text) is { } found ? string.Join(' ', found) : null);

    [Fact]
    public async Task An_exact_version_in_the_world_holds_its_package_and_a_range_does_not()
    {
        Put();
        Write("etc/apk/world", "busybox=1.37.0-r12 curl<9\n!dhcpcd=1\nmusl\n");
        var read = (await Open().Installed!.ReadAsync(TestContext.Current.CancellationToken)).Value;
        var busybox = Assert.Single(read.Packages);
        Assert.Equal((true, "the entry busybox=1.37.0-r12 of /etc/apk/world"), (busybox.Held, busybox.HeldBy));
        Write("etc/apk/world", "busybox<2 busybox>1\n");
        Assert.False((await Open().Installed!.ReadAsync(TestContext.Current.CancellationToken)).Value.Packages[0].Held);
    }

    [Theory]
    [InlineData("P:web\nV:1-r0\nA:x86_64\nf:fs\n", true)]
    [InlineData("P:web\nV:1-r0\nA:x86_64\n", false)]
    public async Task What_apk_could_not_finish_is_broken(string database, bool isBroken)
    {
        Write("lib/apk/db/installed", database);
        Assert.Equal(isBroken, (await Open().Installed!.ReadAsync(TestContext.Current.CancellationToken)).Value.Packages[0].IsBroken);
    }

    [Theory]
    [InlineData("P:web\nA:x86_64\n", "has no version")]
    [InlineData("no key at all\n", "has no key")]
    public async Task A_damaged_database_is_said_to_be_damaged(string database, string words)
    {
        Write("lib/apk/db/installed", database);
        var read = (await Open().Installed!.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Contains(words, read.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Details_and_owners_of_files_come_from_the_database()
    {
        Write("lib/apk/db/installed", """
            P:web
            V:1-r0
            A:x86_64
            T:A server
            U:https://example.invalid
            L:MIT
            D:so:libssl.so.3>=3 !nginx
            p:cmd:web=1-r0
            F:usr/bin
            R:web

            P:site
            V:1-r0
            A:noarch
            D:cmd:web
            F:
            R:site

            """);
        var host = Open();
        var installed = (await host.Installed!.ReadAsync(TestContext.Current.CancellationToken)).Value;
        var facts = host.Details!.Read(installed.Named("web").Single(), TestContext.Current.CancellationToken)!;
        Assert.Equal(("https://example.invalid", "MIT", "A server"), (facts.Homepage, facts.License, facts.Description));
        Assert.Equal(("so:libssl.so.3", ">=3"), (Assert.Single(facts.Dependencies).Name, facts.Dependencies[0].Version));
        Assert.Equal(["/usr/bin/web"], facts.Files);
        Assert.Equal(["site"], facts.ReverseDependencies);
        Assert.Equal(["site"], host.Owners!(new HashSet<string> { "/site" })["/site"]);
    }
}
