using System.Text;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Repairs;

/// <summary>What a repair would do, from dpkg's records alone; apt's own simulation is the judge.</summary>
public sealed class RepairPlanTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case01_Package_whose_needs_are_there_would_be_configured_and_nothing_else()
    {
        var plan = PlanOf(Record("web", "unpacked", "Depends: lib (>= 1) | nothing\n"), Record("lib", "installed", ""));
        Assert.Null(plan.Refusal(force: false));
        Assert.Empty(plan.Obstacles);
        Assert.Equal(["web 1-1 would be configured"], RepairPreview.Of(plan).Warnings);
        Assert.Empty(RepairPreview.Of(plan).Changes);
        var document = JobDocumentMapper.Plan(JobOperation.Repair, RepairPreview.Of(plan));
        Assert.Equal((false, 1), (document.Empty, document.ChangesCount));
    }

    [Fact]
    public void Case01_Package_with_a_missing_dependency_is_refused_with_the_reason_and_the_cure()
    {
        var plan = PlanOf(Record("web", "unpacked", "Depends: missing (>= 2)\n"), Record("user", "installed", "Depends: web\n"),
            Record("lib", "installed", ""));
        var obstacle = Assert.Single(plan.Obstacles);
        Assert.Equal(("web", "needs missing (>= 2)"), (obstacle.Package.Name, obstacle.Why));
        Assert.Equal(["user", "web"], obstacle.AtWorst.Select(p => p.Name));
        Assert.Contains("POST /api/v1/packages", obstacle.Remedy, StringComparison.Ordinal);

        var refusal = plan.Refusal(force: false)!;
        Assert.Equal(JobErrorCode.DependencyConflict, refusal.Code);
        Assert.Contains("might remove user, web; nothing was changed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("acknowledge_package_removal_risk", refusal.Message, StringComparison.Ordinal);
        Assert.Null(plan.Refusal(force: true));
        Assert.Equal(["user Remove", "web Remove"], RepairPreview.Of(plan).Changes.Select(c => $"{c.Name} {c.Action}"));
    }

    /// <summary>Siblings of the missing dependency: apt would remove or replace each of them.</summary>
    [Theory]
    [InlineData("install ok half-installed", "", "was being unpacked", "install another version of it by name")]
    [InlineData("install reinstreq half-installed", "", "was being unpacked", "install another version of it by name")]
    [InlineData("install reinstreq unpacked", "", "was being unpacked", "install another version of it by name")]
    [InlineData("deinstall ok half-installed", "", "was being removed", "remove it by name")]
    [InlineData("install ok installed", "Depends: missing\n", "needs missing", "install what it needs")]
    [InlineData("install ok installed", "Pre-Depends: lib (>> 1-1)\n", "needs lib (>> 1-1)", "install what it needs")]
    [InlineData("install ok installed", "Conflicts: lib\n", "cannot be there together with lib 1-1", "remove one of the two")]
    [InlineData("install ok half-configured", "Breaks: lib (<< 2)\n", "cannot be there together with lib 1-1", "remove one of the two")]
    [InlineData("install ok installed", "Depends: lib:i386\n", "needs lib:i386", "install what it needs")]
    [InlineData("install ok installed", "Depends: lib\n Architecture: i386\n", "needs lib", "install what it needs")]
    public void Case01_Whatever_must_be_solved_is_refused(string status, string fields, string why, string remedy)
    {
        var architecture = fields.Contains("i386\n", StringComparison.Ordinal) && fields.Contains("Architecture", StringComparison.Ordinal)
            ? "i386" : "amd64";
        var plan = PlanOf(
            RecordOf("web", status, architecture, fields.Split("\n Arch")[0].TrimEnd('\n') + (fields.Length > 0 ? "\n" : "")),
            Record("lib", "installed", ""),
            Record("dpkg", "installed", ""));
        var obstacle = Assert.Single(plan.Obstacles);
        Assert.Contains(why, obstacle.Why, StringComparison.Ordinal);
        Assert.Contains(remedy, obstacle.Remedy, StringComparison.Ordinal);
        Assert.NotNull(plan.Refusal(force: false));
    }

    [Theory]
    [InlineData("Depends: virtual\n", "Provides: virtual\n")]
    [InlineData("Depends: virtual (>= 2)\n", "Provides: virtual (= 3)\n")]
    [InlineData("Depends: a | lib\n", "")]
    [InlineData("Depends: lib:any\n", "Multi-Arch: allowed\n")]
    [InlineData("Depends: lib:amd64\n", "")]
    [InlineData("Conflicts: web\n", "")]
    [InlineData("Breaks: lib (<< 1)\n", "")]
    [InlineData("Depends: lib,\n web (>= 1)\n", "")]
    public void Case01_What_is_met_stands_against_nothing(string web, string lib) =>
        Assert.Empty(PlanOf(Record("web", "unpacked", web), Record("lib", "installed", lib)).Obstacles);

    [Theory]
    [InlineData("Depends: virtual (>= 2)\n", "Provides: virtual\n")]
    [InlineData("Depends: virtual (>= 2)\n", "Provides: virtual (= 1)\n")]
    [InlineData("Conflicts: virtual\n", "Provides: virtual\n")]
    public void Case01_Virtual_package_counts_with_its_version_only(string web, string lib) =>
        Assert.Single(PlanOf(Record("web", "unpacked", web), Record("lib", "installed", lib)).Obstacles);

    /// <summary>
    /// apt (2.6) forgets the version of what is provided where an architecture is named, and then removes one of the two.
    /// </summary>
    [Theory]
    [InlineData("Conflicts: virtual:amd64 (>= 2)\n", "Provides: virtual\n", 1)]
    [InlineData("Conflicts: virtual (>= 2)\n", "Provides: virtual\n", 0)]
    [InlineData("Depends: virtual:amd64 (>= 2)\n", "Provides: virtual (= 3)\n", 1)]
    [InlineData("Depends: virtual:amd64\n", "Provides: virtual (= 3)\n", 0)]
    public void Case01_Provision_for_a_named_architecture_has_no_version_to_rely_on(string web, string lib, int obstacles) =>
        Assert.Equal(obstacles, PlanOf(Record("web", "installed", web), Record("lib", "installed", lib), Record("dpkg", "installed", ""))
            .Obstacles.Count);

    [Fact]
    public void Case01_What_apt_does_not_see_in_the_journal_counts_as_well()
    {
        var apt = Relations(Record("web", "installed", "Depends: gone\n"));
        var dpkg = Relations(Record("web", "unpacked", ""));
        var plan = RepairJudge.Of([dpkg, apt], unmerged: 1);
        Assert.Equal("needs gone", Assert.Single(plan.Obstacles).Why);
        Assert.Contains(RepairPreview.Of(plan).Warnings, w => w.Contains("dpkg --configure -a", StringComparison.Ordinal));
    }

    /// <summary>Generated states of six packages: whatever apt's own repair would remove or install, the plan refuses.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Case01_Nothing_that_apt_would_remove_or_install_is_allowed_without_force(int seed)
    {
        var random = new Random(seed);
        var (safe, refused) = (0, 0);
        for (var round = 0; round < 25; round++)
        {
            var records = new[] { "a", "b", "c", "d", "e", "f" }.Select(name => Generated(random, name, calm: round % 2 == 0))
                .Append(Record("dpkg", "installed", "Essential: yes\n")).ToArray();
            var plan = PlanOf(records);
            if (plan.Refusal(force: false) is not null)
            {
                refused++;
                continue;
            }

            safe++;
            var (code, output) = AptRepairs(records);
            Assert.True(code == 0 && !output.Split('\n')
                .Any(l => l.StartsWith("Remv ", StringComparison.Ordinal) || l.StartsWith("Inst ", StringComparison.Ordinal)),
                $"{string.Join("\n\n", records)}\n{output}");
        }

        Assert.True(safe > 0 && refused > 0, $"{safe} safe, {refused} refused");
    }

    /// <summary>No false alarm on hundreds of real packages: what apt finds in order has no obstacle.</summary>
    [Fact]
    public void Case01_Records_of_a_real_host_are_judged_as_apt_judges_them()
    {
        var records = File.ReadAllText("/var/lib/dpkg/status").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(r => r.TrimEnd('\n') + "\n").ToArray();
        var plan = new DpkgRepairPlanner(DpkgPaths.Host).Plan(CancellationToken.None)!.Value;
        Assert.True(plan.IsSuccess, plan.Failure?.Message);
        var (_, output) = AptRepairs(records);
        var idle = output.Contains("0 upgraded, 0 newly installed, 0 to remove", StringComparison.Ordinal);
        Assert.True(idle == (plan.Value.Obstacles.Count == 0),
            $"{string.Join("; ", plan.Value.Obstacles.Select(o => $"{o.Package.DisplayText} {o.Why}"))}\n{output}");
    }

    private static string Generated(Random random, string name, bool calm)
    {
        string[] states = ["installed", "installed", "installed", "unpacked", "half-configured", "half-installed"];
        var status = $"{(random.Next(4) == 0 ? "hold" : "install")} "
            + $"{(!calm && random.Next(8) == 0 ? "reinstreq" : "ok")} {states[random.Next(calm ? 5 : 6)]}";
        var fields = new StringBuilder();
        if (random.Next(2) == 0)
        {
            fields.Append("Depends: ").Append(Relation(random, calm))
                .Append(random.Next(2) == 0 ? ", " + Relation(random, calm) : " | " + Relation(random, calm)).Append('\n');
        }

        if (random.Next(6) == 0)
        {
            fields.Append(random.Next(2) == 0 ? "Conflicts: " : "Breaks: ").Append(Relation(random, calm: false)).Append('\n');
        }

        if (random.Next(4) == 0)
        {
            fields.Append("Provides: virtual").Append(random.Next(2) == 0 ? " (= 1)" : "").Append('\n');
        }

        fields.Append(random.Next(
            4) switch
        { 0 => "Multi-Arch: foreign\n", 1 => "Multi-Arch: same\n", 2 => "Multi-Arch: allowed\n", _ => "" });
        return RecordOf(name, status, random.Next(6) switch { 0 => "i386", 1 => "all", _ => "amd64" }, fields.ToString()
            .Replace(random.Next(2) == 0 ? "\0" : "Multi-Arch: same\n", "", StringComparison.Ordinal));
    }

    private static string Relation(Random random, bool calm)
    {
        var name = calm || random.Next(4) > 0 ? "abcdef"[random.Next(6)].ToString() : random.Next(2) == 0 ? "virtual" : "missing";
        var version = random.Next(calm ? 8 : 4) switch { 0 => " (>= 1)", 1 => " (<< 1)", 2 => " (= 1-1)", _ => "" };
        return name + (random.Next(6) == 0 ? ":any" : "") + version;
    }

    /// <summary>What "apt-get --fix-broken install" would do with these records and no repository.</summary>
    private (int ExitCode, string Output) AptRepairs(string[] records)
    {
        var root = _directory.Path;
        Directory.CreateDirectory(Path.Combine(root, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(root, "cache", "archives", "partial"));
        File.WriteAllText(Path.Combine(root, "status"), string.Join('\n', records));
        File.WriteAllText(Path.Combine(root, "empty"), "");
        return Tool.Run(
            "apt-get", "--simulate", "--fix-broken", "install",
            "-o", $"Dir::State={root}", "-o", $"Dir::State::Lists={root}/lists", "-o", $"Dir::State::status={root}/status", "-o",
                $"Dir::State::extended_states={root}/empty",
            "-o", $"Dir::Cache={root}/cache", "-o", $"Dir::Etc={root}/no-etc", "-o", "Debug::NoLocking=1", "-o", "APT::Architecture=amd64",
            "-o", "APT::Architectures::=amd64", "-o", "APT::Architectures::=i386");
    }

    private static string Record(string name, string state, string fields) => RecordOf(name, $"install ok {state}", "amd64", fields);

    private static string RecordOf(string name, string status, string architecture, string fields) =>
        $"Package: {name}\nStatus: {status}\nPriority: optional\nSection: net\nMaintainer: a <a@b>\nArchitecture: {architecture}\n"
        + $"Version: 1-1\n{fields}Description: d\n";

    private static RepairPlan PlanOf(params string[] records) => RepairJudge.Of([Relations(records)], unmerged: 0);

    private static PackageRelations Relations(params string[] records)
    {
        var packages = new List<RelatedPackage>();
        ControlFile.Visit(
            Encoding.UTF8.GetBytes(string.Join('\n', records)),
            paragraph =>
            {
                packages.Add(RelatedPackage.Of(DpkgRecord.Read(paragraph), paragraph)!);
                return true;
            },
            final: true);
        return new PackageRelations(packages);
    }
}
