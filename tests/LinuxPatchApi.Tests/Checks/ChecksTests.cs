using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Checks;

public sealed class ChecksTests
{
    private static readonly Dictionary<string, string> Distributions = new()
    {
        ["raspbian"] = "ID=raspbian\nVERSION_ID=12\nVERSION_CODENAME=bookworm\nID_LIKE=debian",
        ["mint"] = "ID=linuxmint\nVERSION_ID=\"22\"\nVERSION_CODENAME=wilma\nID_LIKE=\"ubuntu debian\"\nUBUNTU_CODENAME=noble",
        ["lmde"] = "ID=linuxmint\nVERSION_ID=\"6\"\nVERSION_CODENAME=faye\nID_LIKE=debian\nDEBIAN_CODENAME=bookworm",
        ["pop 24.04"] = "ID=pop\nVERSION_ID=\"24.04\"\nVERSION_CODENAME=noble\nID_LIKE=\"ubuntu debian\"\nUBUNTU_CODENAME=noble",
        ["tuxedo"] = "ID=tuxedo\nVERSION_ID=\"24.04\"\nID_LIKE=\"ubuntu debian\"",
        ["elementary"] = "ID=elementary\nVERSION_ID=8\nID_LIKE=ubuntu\nUBUNTU_CODENAME=noble",
        ["kubuntu"] = "ID=ubuntu\nVERSION_ID=\"24.04\"\nVARIANT_ID=kubuntu\nVERSION_CODENAME=noble",
        ["pop 22.04"] = "ID=pop\nVERSION_ID=\"22.04\"\nID_LIKE=\"ubuntu debian\"\nUBUNTU_CODENAME=jammy",
        ["kali"] = "ID=kali\nVERSION_ID=\"2026.1\"\nVERSION_CODENAME=kali-rolling\nID_LIKE=debian",
        ["pureos"] = "ID=pureos\nVERSION_ID=12\nID_LIKE=debian",
        ["debian"] = "ID=debian\nVERSION_ID=12\nVERSION_CODENAME=bookworm",
    };

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HostFailure Down = new(HostFailureReason.BusUnavailable, "down");

    [Fact]
    public void Bus_is_there_or_has_a_remedy()
    {
        Assert.Equal("ok", Word(BusCheck.Judge(true)));
        Assert.Equal(("failed", Remedies.BusAbsent), (Word(BusCheck.Judge(false)), BusCheck.Judge(false).Remedy));
    }

    [Theory]
    [InlineData("true", "", "ok")]
    [InlineData("false", "org.freedesktop.PolicyKit1", "ok")]
    [InlineData("false", "org.other", "failed")]
    [InlineData("down", "down", "not_tested")]
    [InlineData("down", "org.freedesktop.PolicyKit1", "ok")]
    public void Polkit_runs_or_can_be_started(string running, string activatable, string expected)
    {
        var owner = running == "down" ? Down : HostResult<bool>.Success(running == "true");
        var names = activatable == "down" ? HostResult<IReadOnlyList<string>>.Failed(Down)
            : HostResult<IReadOnlyList<string>>.Success([activatable]);
        Assert.Equal(expected, Word(PolkitCheck.Judge(owner, names, null, DebTerms.Instance)));
    }

    [Theory]
    [InlineData("systemd", "ok")]
    [InlineData("openrc", "warning")]
    [InlineData("unknown", "warning")]
    public void Init_system(string init, string expected) => Assert.Equal(expected, Word(InitCheck.Judge(init)));

    [Theory]
    [InlineData(null, "warning")]
    [InlineData(99L, "failed")]
    [InlineData(100L, "warning")]
    [InlineData(499L, "warning")]
    [InlineData(500L, "ok")]
    public void Case17_Free_space(long? free, string expected) =>
        Assert.Equal(expected, Word(DiskCheck.Judge("/var", free, new DiskSpace(500, 100, IsKnown: true))));

    [Theory]
    [InlineData(1, true, null, "failed")]
    [InlineData(-1, true, null, "ok")]
    [InlineData(-1, false, null, "warning")]
    [InlineData(-1, false, "lxc", "ok")]
    [InlineData(null, false, null, "warning")]
    public void Clock(int? certificateHours, bool synchronised, string? container, string expected) =>
        Assert.Equal(expected, Word(ClockCheck.Judge(Now, certificateHours is { } h ? Now.AddHours(h) : null, synchronised, container)));

    [Fact]
    public void Backend_answers_fails_or_was_not_asked()
    {
        Assert.Equal("warning", Word(BackendCheck.Judge(null)));
        Assert.Equal("PackageKit 1.3.5, backend apt", BackendCheck.Judge(PackageResult<EngineInfo>.Of(Info())).Seen);
        Assert.Equal(
            LinuxPatchApi.Init.InitCommands.Here.Unmask("packagekit", "polkit"),
            BackendCheck.Judge(new PackageFailure(JobErrorCode.BackendUnavailable, $"x: {Remedies.UnitNotStarted}", true)).Remedy);
        var failed = BackendCheck.Judge(new PackageFailure(JobErrorCode.BackendUnavailable, "gone", true));
        Assert.Equal("failed: gone", failed.HealthText);
    }

    [Theory]
    [InlineData("", "ok")]
    [InlineData("apt", "ok")]
    [InlineData("dnf yum", "failed")]
    [InlineData("dnf apt", "ok")]
    public void Backend_is_the_one_that_the_configuration_expects(string expected, string status) =>
        Assert.Equal(status, Word(ExpectedBackendCheck.Judge(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Info())));

    /// <summary>Old words of <c>package_manager.backend</c> beside what PackageKit calls its backends.</summary>
    [Theory]
    [InlineData("pacman", "alpm", "pacman")]
    [InlineData("dnf", "dnf5", "dnf")]
    [InlineData("yum", "dnf", "dnf")]
    [InlineData("apt", "aptcc", "apt")]
    public void An_old_word_for_the_package_manager_fits_its_host(string configured, string backend, string word)
    {
        var family = FamilyTable.OfEngine(backend)!;
        Assert.Equal(word, family.WireNameOf(backend));
        var expected = configured switch { "pacman" => "alpm pacman", "dnf" => "dnf dnf5", "yum" => "dnf dnf5 yum", _ => "apt aptcc" };
        Assert.Equal("ok", Word(
            ExpectedBackendCheck.Judge(
                expected.Split(' '), Info() with { PackageManager = family.WireNameOf(backend), Flavour = backend })));
    }

    [Fact]
    public void Offline_package_manager_has_the_drop_in_as_remedy()
    {
        Assert.Equal("ok", Word(NetworkCheck.Judge(Info())));
        Assert.Equal(("failed", Remedies.Offline),
            (Word(NetworkCheck.Judge(Info(offline: true))), NetworkCheck.Judge(Info(offline: true)).Remedy));
    }

    [Theory]
    [InlineData("1.3.5", "debian", "12", "1.3.5-1", "ok")]
    [InlineData("1.2.6", "debian", "12", "1.2.6-5+deb12u1", "ok")]
    [InlineData("1.2.6", "debian", "12", "1.2.6-5", "warning")]
    [InlineData("1.2.6", "debian", "12", null, "warning")]
    [InlineData("1.3.1", "debian", "13", "1.3.1-1+deb13u1", "ok")]
    [InlineData("1.3.1", "debian", "13", "1.3.1-1", "warning")]
    [InlineData("1.3.1", "debian", "14", "1.3.1-1+deb13u1", "warning")]
    [InlineData("1.2.8", "ubuntu", "24.04", "1.2.8-2ubuntu1.5", "ok")]
    [InlineData("1.2.8", "ubuntu", "24.04", "1.2.8-2ubuntu1.4", "warning")]
    [InlineData("1.2.6", "fedora", "39", "1.2.6-1", "warning")]
    [InlineData("1.2.6", "debian", "12", "1.3.5-1", "ok")]
    public void Case25_Known_vulnerability_is_judged_by_the_distribution_s_own_version(string packageKit, string distribution,
        string release,
        string? package, string expected)
    {
        var installed = package is null ? null : new InstalledPackage("packagekit", "amd64", package);
        Assert.Equal(expected,
            Word(VulnerabilityCheck.Judge(
                Info() with { Version = Version.Parse(packageKit) },
                DebFamily.Instance,
                new DistributionRelease(distribution, release),
                installed)));
    }

    /// <summary>No list of fixes is kept for rpm's distributions, and a warning that no fix ends is none.</summary>
    [Theory]
    [InlineData("1.2.6", "1.2.6-1.el9", "not_tested")]
    [InlineData("1.2.6", null, "not_tested")]
    [InlineData("1.3.5", null, "ok")]
    [InlineData("1.2.6", "1.3.5-1.el9", "ok")]
    [InlineData("1.2.6", "1.3.4-9.el9", "not_tested")]
    public void Case25_Without_a_list_of_fixes_nothing_is_tested(string packageKit, string? package, string expected)
    {
        var result = VulnerabilityCheck.Judge(
            Info() with { Version = Version.Parse(packageKit) },
            LinuxPatchApi.Packages.Families.Rpm.RpmFamily.Instance,
            new DistributionRelease("almalinux", "9.5"),
            package is null ? null : new InstalledPackage("PackageKit", "x86_64", package));
        Assert.Equal((expected, 0), (Word(result), result.Reasons.Count));
        Assert.Equal(expected == "not_tested", result.Seen.Contains("has no list of rpm packages", StringComparison.Ordinal));
    }

    /// <summary>The distribution; its package; fixed, vulnerable, or unknown and for how long.</summary>
    [Theory]
    [InlineData("raspbian", "1.2.6-5+deb12u1", "ok")]
    [InlineData("raspbian", "1.2.6-5+rpi1+deb12u1", "ok")]
    [InlineData("raspbian", "1.2.6-5+rpi1", "unknown")]
    [InlineData("raspbian", "1.2.6-5", "fixed in 1.2.6-5+deb12u1")]
    [InlineData("mint", "1.2.8-2ubuntu1.5", "ok")]
    [InlineData("mint", "1.2.8-2ubuntu1.4", "fixed in 1.2.8-2ubuntu1.5")]
    [InlineData("lmde", "1.2.6-5+deb12u1", "ok")]
    [InlineData("pop 24.04", "1.2.8-2ubuntu1.5", "ok")]
    [InlineData("tuxedo", "1.2.8-2ubuntu1.5", "ok")]
    [InlineData("elementary", "1.2.8-2ubuntu1.5", "ok")]
    [InlineData("kubuntu", "1.2.8-2ubuntu1.5", "ok")]
    [InlineData("pop 22.04", "1.2.5-2ubuntu3", "unknown")]
    [InlineData("kali", "1.3.1-1+deb13u1", "unknown")]
    [InlineData("pureos", "1.2.6-5+deb12u1", "unknown")]
    [InlineData("debian", "1.3.1-1~bpo12+1", "fixed in 1.3.1-1+deb13u1")]
    [InlineData("debian", "1.3.1-1+deb13u1~bpo12+1", "ok")]
    [InlineData("debian", "1.3.4-1~bpo12+1", "unknown")]
    public void Case25_A_derivative_is_judged_by_the_release_that_it_is_made_from(string distribution, string package, string expected)
    {
        var os = OsRelease.Parse(Distributions[distribution]);
        var result = VulnerabilityCheck.Judge(
            Info() with { Version = new Version(1, 2, 6) },
            DebFamily.Instance,
            new DistributionRelease(os.Id, os.Version) { Like = os.Like, Codenames = [os.Codename ?? "", .. os.ParentCodenames] },
            new InstalledPackage("packagekit", "amd64", package));
        Assert.Equal(expected == "ok", Word(result) == "ok");
        Assert.True(expected == "ok" || result.Problem!.Contains(expected, StringComparison.Ordinal), result.Problem);
        Assert.True(expected != "unknown" || result.Problem!.Contains("whose list is of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, false, false, "ok")]
    [InlineData(true, false, false, "failed")]
    [InlineData(false, false, true, "failed")]
    [InlineData(true, true, true, "not_tested")]
    public void Package_database_is_whole_unless_work_is_unfinished_and_nobody_works(bool interrupted, bool busy, bool broken,
        string expected)
    {
        var check = DatabaseCheck.Judge(Reading(interrupted ? 1 : 0, broken ? ["web=1!broken"] : ["web=1"]), busy, DebTerms.Instance);
        Assert.Equal(expected, Word(check));
        Assert.Equal(broken && !busy, check.Problem?.StartsWith("web 1 (half-configured)", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Case50_Database_that_cannot_be_read_is_unknown_and_not_what_it_was_before()
    {
        var check = DatabaseCheck.Judge(new PackageFailure(JobErrorCode.PackageManagerError, "dpkg's database is damaged", false),
            busy: true, DebTerms.Instance);
        Assert.Equal(("failed", "unknown", DebTerms.Instance.RestoreDatabase), (Word(check), check.Seen, check.Remedy));
    }

    [Fact]
    public void Case50b_Journal_that_is_left_has_the_remedy_that_works()
    {
        Assert.Equal(DebTerms.Instance.FinishJournal, DatabaseCheck.Judge(Reading(1, "web=1"), busy: false, DebTerms.Instance).Remedy);
        Assert.Equal(DebTerms.Instance.FinishBoth, DatabaseCheck.Judge(Reading(1, "web=1!broken"), busy: false, DebTerms.Instance).Remedy);
        Assert.Equal(DebTerms.Instance.Finish, DatabaseCheck.Judge(Reading(0, "web=1!broken"), busy: false, DebTerms.Instance).Remedy);
    }

    [Fact]
    public void Case12_Unmet_dependency_is_reported_with_the_remedy()
    {
        var package = Inventories.Package("web=1");
        var plan = new RepairPlan([], [new RepairObstacle(package, "needs lib (>= 2)", [package], "install lib")], 0, DebTerms.Instance);
        var check = DependenciesCheck.Judge(plan, busy: false);
        Assert.Equal(("failed", "web 1 needs lib (>= 2)", "install lib"), (Word(check), check.Problem, check.Remedy));
        Assert.Equal("not_tested", Word(DependenciesCheck.Judge(plan, busy: true)));
        Assert.Equal("ok", Word(DependenciesCheck.Judge(new RepairPlan([], [], 0, DebTerms.Instance), busy: false)));
        Assert.Equal("not_tested", Word(DependenciesCheck.Judge(null, busy: false)));
    }

    [Fact]
    public void Competing_updater_is_named()
    {
        Assert.Equal("ok", Word(OtherUpdatersCheck.Judge(Inventories.Of("web=1"), DebFamily.Instance.OtherUpdaters)));
        Assert.Equal("not_tested", Word(OtherUpdatersCheck.Judge(null, DebFamily.Instance.OtherUpdaters)));
        Assert.Equal("unattended-upgrades",
            OtherUpdatersCheck.Judge(Inventories.Of("unattended-upgrades=1"), DebFamily.Instance.OtherUpdaters).Seen);
    }

    [Fact]
    public void Report_is_as_bad_as_its_worst_check()
    {
        Assert.Equal("ok", DoctorApi.Report([CheckResult.Ok("a", "s")]).Status);
        Assert.Equal("warning", DoctorApi.Report([CheckResult.Ok("a", "s"), CheckResult.Warn("b", "s", "p", null)]).Status);
        var report = DoctorApi.Report([CheckResult.Fail("c", "s", "p", "r"), CheckResult.Warn("b", "s", "p", null)]);
        Assert.Equal(("failed", "c", "failed", "p", "r"),
            (report.Status, report.Checks[0].Name, report.Checks[0].Status, report.Checks[0].Problem, report.Checks[0].Remedy));
    }

    [Fact]
    public void Every_failed_check_has_a_remedy()
    {
        CheckResult[] failed =
        [
            BusCheck.Judge(false), PolkitCheck.Judge(Down, HostResult<IReadOnlyList<string>>.Success([]), null, DebTerms.Instance),
                DiskCheck.Judge("/", 0, new DiskSpace(1, 1, IsKnown: false)),
                ClockCheck.Judge(Now, Now.AddDays(1), true, null), NetworkCheck.Judge(Info(offline: true)),
            ExpectedBackendCheck.Judge(["dnf"], Info()), DatabaseCheck.Judge(Reading(1, "web=1"), false, DebTerms.Instance),
                BackendCheck.Judge(new PackageFailure(JobErrorCode.Locked, "x", true)), LockCheck.Judge(LeftLock),
        ];
        Assert.All(failed, c => Assert.Equal(CheckStatus.Failed, c.Status));
        Assert.All(failed, c => Assert.False(string.IsNullOrEmpty(c.Remedy)));
    }

    [Fact]
    public void Case55_A_lock_that_was_left_behind_is_told_before_a_job_meets_it()
    {
        Assert.Equal(("/var/lib/pacman/db.lck", CheckStatus.Failed), (LockCheck.Judge(LeftLock).Seen, LockCheck.Judge(LeftLock).Status));
        Assert.Contains("'rm /var/lib/pacman/db.lck'", LockCheck.Judge(LeftLock).Remedy, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Ok, LockCheck.Judge(LeftLock with { IsStale = false, Pid = 7 }).Status);
        Assert.Equal("free", LockCheck.Judge(null).Seen);
    }

    private static LockHolder LeftLock => new(null, null, null, "/var/lib/pacman/db.lck") { IsFile = true, IsStale = true };

    private static EngineInfo Info(bool offline = false) => new("packagekit", "apt", new Version(1, 3, 5), offline);

    private static PackageResult<InstalledInventory> Reading(int unmerged, params string[] packages) =>
        new InstalledInventory(packages.Select(Inventories.Package), DateTimeOffset.UnixEpoch, DebTerms.Instance) { Unmerged = unmerged };

    private static string Word(CheckResult check) => CheckResult.WireName(check.Status);
}
