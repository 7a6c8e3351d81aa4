using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Rpm;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

public sealed class RpmFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => RpmFamily.Instance;

    private protected override IReadOnlyList<(string, string)> Backends { get; } = [("dnf", "1.2.6"), ("dnf", "1.3.1"), ("dnf5", "1.4.0")];

    private protected override string OsReleaseText =>
        "NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\n";

    /// <summary>SQLite's own beginning; nothing of it is read.</summary>
    private protected override IReadOnlyDictionary<string, string> Database { get; } =
        new Dictionary<string, string> { ["var/lib/rpm/rpmdb.sqlite"] = "SQLite format 3\0", ["var/lib/rpm/rpmdb.sqlite-wal"] = "" };

    /// <summary>What was written last lies in the log until SQLite puts it into the file.</summary>
    private protected override string Changing => "var/lib/rpm/rpmdb.sqlite-wal";

    private protected override (string, string, string?) Spelled => ("glibc.i686", "glibc", "i686");

    private protected override (string, string) Lock => ("var/lib/rpm/.rpm.lock", "Kernel");

    private protected override string Kept => "etc/web.conf.rpmnew";

    private protected override IReadOnlyList<(string, bool)> FailureTexts { get; } =
        [("Error -1 running transaction", false), ("Transaction failed: ", false), ("!allow_deps is not supported", false)];

    private protected override IReadOnlyList<string> Ascending { get; } =
        ["1.0~rc1-1.el9", "1.0-1.el9", "1.0-1.el10", "1.0^git1-1.el9", "1.0.1-1.el9", "1:0.9-1.el9"];

    [Theory]
    [InlineData("package web-1.0-1.noarch cannot be verified and repo site is GPG enabled: web.rpm could not be verified.", true)]
    [InlineData("Error -1 running transaction", false)]
    public void A_package_that_nobody_signed_is_told_apart(string text, bool isUnsigned) =>
        Assert.Equal(isUnsigned, Family.Failures.IsUnsigned(text));

    [Theory]
    [InlineData("Error -1 running transaction", true)]
    [InlineData("Transaction failed: ", true)]
    [InlineData("nothing provides web needed by db-1.0-1.noarch", false)]
    public void Words_that_give_no_reason_point_to_where_it_is(string text, bool points) =>
        Assert.Equal(points, Family.Failures.Advice(text)?.Contains("journalctl -u packagekit", StringComparison.Ordinal) ?? false);

    [Theory]
    [InlineData("bash.x86_64", "bash", "x86_64")]
    [InlineData("glibc.i686", "glibc", "i686")]
    [InlineData("bash:x86_64", "bash", "x86_64")]
    [InlineData("python3.11", "python3.11", null)]
    [InlineData("java-1.8.0-openjdk", "java-1.8.0-openjdk", null)]
    public void A_name_may_carry_its_architecture_behind_a_dot(string text, string name, string? architecture) =>
        Assert.Equal(new PackageSpec(name, architecture, null), Family.Parse(text));

    [Theory]
    [InlineData("nothing provides libnone needed by web-1.0-1.noarch", "web")]
    [InlineData("cannot install both web-1.0-1.noarch and web-2:2.0-1.noarch; ", "web")]
    [InlineData("package sample-rival-1.0-1.noarch conflicts with sample-editor provided by sample-editor-2.0-1.noarch",
        "sample-rival sample-editor")]
    [InlineData("package web-1.0-1.x86_64 requires db, but none of the providers can be installed", "web")]
    [InlineData("problem with installed package web-1.0-1.noarch", "web")]
    [InlineData("conflicting requests", "")]
    [InlineData("Error -1 running transaction", null)]
    public void The_solver_s_words_are_a_conflict_with_its_packages(string text, string? names) =>
        Assert.Equal(names, Family.Failures.Conflict(text) is { } found ? string.Join(' ', found) : null);

    [Fact]
    public void A_solver_s_message_without_end_names_no_more_than_people_read()
    {
        var text = "nothing provides x " + string.Concat(Enumerable.Range(0, SolverNames.Most + 1)
            .Select(i => $"needed by p{i}-1-1.noarch "));
        Assert.Equal(SolverNames.Most, Family.Failures.Conflict(text)!.Count);
        Assert.Equal(SolverNames.Most, Family.Failures.Conflict(text[..text.LastIndexOf("needed", StringComparison.Ordinal)])!.Count);
    }
}
