using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Tests.Packages.Engines;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => AlpmFamily.Instance;

    private protected override IReadOnlyList<(string, string)> Backends { get; } = [("alpm", "1.3.1"), ("alpm", "1.4.0")];

    private protected override string OsReleaseText => "NAME=\"EndeavourOS\"\nID=\"endeavouros\"\nID_LIKE=\"arch\"\nBUILD_ID=rolling\n";

    private protected override IReadOnlyDictionary<string, string> Database { get; } = new Dictionary<string, string>
    {
        ["var/lib/pacman/local/ALPM_DB_VERSION"] = "9\n",
        ["var/lib/pacman/local/web-1-1/desc"] = "%NAME%\nweb\n\n%VERSION%\n1-1\n\n%ARCH%\nany\n",
    };

    private protected override string Changing => "var/lib/pacman/local/web-2-1";

    private protected override (string, string, string?) Spelled => ("bash:any", "bash", "any");

    private protected override (string, string) Lock => ("var/lib/pacman/db.lck", "Presence");

    private protected override string Kept => "etc/web.conf.pacnew";

    private protected override IReadOnlyList<(string, bool)> FailureTexts { get; } = [("could not satisfy dependencies", false)];

    private protected override IReadOnlyList<string> Ascending { get; } = ["1.0rc1-1", "1.0-1", "1.0-2", "1.0.a-1", "1.0.1-1", "1:0.9-1"];

    /// <summary>pacman makes a package's directory first, and fills it when its files are in place.</summary>
    [Fact]
    public async Task What_was_read_while_somebody_changed_the_database_is_read_again()
    {
        using var root = new TemporaryDirectory();
        Directory.CreateDirectory(root.File("var/lib/pacman/local/web-1-1"));
        var engine = new FakeEngine();
        var source = new EngineInstalledSource(
            engine, AlpmTerms.Instance, AlpmFamily.Instance.Open(root.Path, TimeProvider.System).Stamp, null, TimeProvider.System);
        root.Write("var/lib/pacman/db.lck", "");
        await source.ReadAsync(CancellationToken.None);
        File.WriteAllText(root.File("var/lib/pacman/local/web-1-1/desc"), "%NAME%\nweb\n");
        File.WriteAllText(root.File("var/lib/pacman/local/web-1-1/files"), "%FILES%\n");
        File.Delete(root.File("var/lib/pacman/db.lck"));
        await source.ReadAsync(CancellationToken.None);
        Assert.Equal(2, engine.Renewals);
        await source.ReadAsync(CancellationToken.None);
        Assert.Equal(2, engine.Renewals);
    }

    [Fact]
    public void A_partial_upgrade_does_not_work() => Assert.False(Family.Of(Feature.PartialUpgrade, Engines.Last()).IsSupported);

    [Theory]
    [InlineData("sample-rival <-> sample-editor: unexpected error", "sample-rival sample-editor")]
    [InlineData("sample-rival <-> sample-editor: conflicting dependencies", "sample-rival sample-editor")]
    [InlineData("failed: a <-> b (c>=1), d <-> e: conflicting dependencies", "a b d e")]
    [InlineData("web <- libssl>=3, db <- web: could not satisfy dependencies", "web libssl db")]
    [InlineData("web <-> db (/etc/x), site (/etc/y): conflicting files", "web db site")]
    [InlineData("could not open file", null)]
    public void The_library_s_conflict_is_told_with_its_packages(string text, string? names) =>
        Assert.Equal(names, Family.Failures.Conflict(text) is { } found ? string.Join(' ', found) : null);
}
