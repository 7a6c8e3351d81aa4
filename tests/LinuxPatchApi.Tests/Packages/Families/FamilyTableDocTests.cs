using System.Text;
using System.Text.RegularExpressions;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>docs/families.md says what the capabilities say, and which tests showed it where.</summary>
public sealed class FamilyTableDocTests
{
    private const string Test = @"\]\s+public async Task (\w+)\(";
    private const string Declared = @"\[Trait\(""(Feature|Shows)"", ""([^""]+)""\)\]";
    private const string AllTests = "tests/LinuxPatchApi.SystemTests";
    private const string Suite = AllTests + "/Families";
    private const string Unbuilt = "not to be had here";

    /// <summary>The files of what every root of a package manager is put through.</summary>
    private static readonly string[] Common =
    [
        "FamilyConformance", "FamilyConformance.Faults", "FamilyConformance.Restarts", "FamilyCrashTests", "RepositoryTests",
        "FamilySelfUpdate",
    ];

    /// <summary>The backends, each with the files of the system tests that boot it; none for one that cannot be booted here.</summary>
    private static readonly Backend[] Backends =
    [
        new("apt", "1.2.6", "apt, 1.2.6", "Debian12", []),
        new("apt", "1.3.1", "apt, 1.3.1", "Debian13", [.. Common, "Debian13Tests"]),
        new("dnf", "1.2.6", "dnf, 1.2.6", "El9", [.. Common, "RpmConformance", "El9Tests"]),
        new("dnf", "1.3.1", "dnf, 1.3.1", null, []),
        new("dnf5", "1.4.0", "dnf5, 1.4.0", "Fedora", [.. Common, "RpmConformance", "FedoraTests"]),
        new("alpm", "1.4.0", "alpm, 1.4.0", "Arch", [.. Common, "ArchTests"]),
        new("apk", "0.0", "apk (stand-in)", "Apk", ["FamilyCrashTests", "ApkTests"]),
    ];

    /// <summary>Rows without a capability: what every family promises when something is in the way.</summary>
    private static readonly string[] Behaviours =
    [
        "A stall, told with the holder of the lock",
        "A lock of somebody else, waited for",
        "A failing script, told as the database has it",
        "A refusal of what nobody signed",
        "A broken repository beside good ones",
        "The truth after a kill of the agent",
        "An update of itself, and the way back",
        "Its own package from a signed repository",
    ];

    private static readonly IReadOnlyDictionary<Feature, string> Rows = new Dictionary<Feature, string>
    {
        [Feature.Simulation] = "A plan beforehand",
        [Feature.ExactVersion] = "An exact version",
        [Feature.Downgrade] = "A downgrade",
        [Feature.Reinstall] = "A reinstallation",
        [Feature.Purge] = "A removal with configuration files",
        [Feature.WithoutRecommends] = "Without recommended packages",
        [Feature.PartialUpgrade] = "A part of the updates",
        [Feature.Advisories] = "Security updates and their severity",
        [Feature.RemovesOthers] = "An installation or update that removes other packages",
        [Feature.Repair] = "A repair",
        [Feature.Cancel] = "A cancel of a running change",
        [Feature.ListAvailable] = "The list of what could be installed",
        [Feature.InstalledSet] = "The installed set without the service",
        [Feature.Holds] = "Holds",
        [Feature.AutomaticMarks] = "Marks of automatically installed packages",
        [Feature.RepositoryIndex] = "Sizes and versions from the indexes",
        [Feature.Repositories] = "Configured repositories and their age",
        [Feature.FileOwners] = "Owners of files",
        [Feature.FileCache] = "Undo from files that the package manager kept",
        [Feature.ScriptOutput] = "What scripts print",
        [Feature.Details] = "Dependencies, licence and files of a package",
        [Feature.Relations] = "Whether all dependencies are met",
    };

    [Fact]
    public void The_document_is_what_the_capabilities_say() => Repository.AssertGenerated("docs/families.md", Document());

    [Fact]
    public void Every_feature_has_a_row() => Assert.Equal(Enum.GetValues<Feature>(), Rows.Keys.Order());

    private static string Document()
    {
        var text = new StringBuilder(
            """
            # Package families

            What the agent can do with each package manager, generated from the capabilities in `src/LinuxPatchApi/Packages/Families`
            (CONTRIBUTING.md, generated files). A column is a backend of PackageKit and PackageKit's version; apk has its own service.
            The rest comes from the system tests: each declares by a trait what it shows, and the last section names it for each cell.
            `make test` ends with a failure when a test that is named here did not run in it, or failed (scripts/shown).

            - **works**: a system test in a booted root of that backend shows it.
            - **not shown**: no system test of that backend shows it.
            - **works, by unit tests**: the agent has it, and no system test of that backend shows it.
            - **refused**: the agent refuses it with the reason below, as `OPTION_NOT_SUPPORTED`, or shows the data as unknown.
            - **not to be had here**: no root with that backend can be built at present; what is refused is known.

            apk's column is shown by a stand-in for its D-Bus service, made by the signatures that its public clients use. Neither apk nor
            its service was ever run.


            """);
        text.Append("| |").AppendJoin('|', Backends.Select(b => $" {b.Title} ")).Append("|\n|---|");
        text.AppendJoin("", Backends.Select(_ => "---|")).Append('\n');
        foreach (var (feature, row) in Rows)
        {
            text.Append($"| {row} |").AppendJoin('|', Backends.Select(b => $" {Cell(feature, b)} ")).Append("|\n");
        }

        text.Append("\n## When something is in the way\n\n| |").AppendJoin('|', Backends.Select(b => $" {b.Title} ")).Append("|\n|---|");
        text.AppendJoin("", Backends.Select(_ => "---|")).Append('\n');
        foreach (var row in Behaviours)
        {
            text.Append($"| {row} |").AppendJoin('|', Backends.Select(b =>
                $" {(b.Prefix is null ? Unbuilt : Proofs(b).Any(p => p.What == row) ? "works" : "not shown")} ")).Append("|\n");
        }

        text.Append("\n## Why not\n\n");
        var obstacles = Rows
            .SelectMany(r => Backends.Select(b => (Row: r.Value, b.Title, Reason: Obstacle(r.Key, b))))
            .Where(o => o.Reason is not null);
        foreach (var same in obstacles.GroupBy(o => o.Reason))
        {
            var (rows, titles) = (same.Select(o => o.Row).Distinct(), same.Select(o => o.Title).Distinct());
            text.Append($"- {string.Join("; ", titles)}: {same.Key}. Lacks: {string.Join("; ", rows)}.\n");
        }

        text.Append(
            """

            ## What was seen where

            `make test` boots one container for each backend named so below and runs the same tests in it, held against the package
            manager's own database. In Debian 12 and 13 everything is the distribution's. The other roots are Debian with these parts of
            the other family, which are real: PackageKit with that backend, the package manager's library, tools and database; systemd,
            D-Bus and polkit are Debian's. Not real are the distribution's own packages, and SELinux. apk's root has nothing of Alpine but
            the forms of its files. No test runs on an installed Enterprise Linux, Fedora, Arch, Alpine or Ubuntu.


            """);
        foreach (var backend in Backends)
        {
            text.Append($"- {backend.Title}: ").Append(backend.Prefix switch
            {
                null => "in unit tests only; its root cannot be built at present",
                "Debian12" => "in Debian 12, by all other system tests",
                var prefix => $"in a booted root, by the classes `{prefix}...`",
            }).Append(".\n");
        }

        text.Append("\nThe tests of each root of apt, dnf, dnf5 and alpm:\n\n");
        foreach (var name in new[] { "", ".Faults", ".Restarts" }.SelectMany(part => Facts($"FamilyConformance{part}.cs")))
        {
            text.Append($"- {name}\n");
        }

        text.Append("\nThe tests of the stand-in for apk's service:\n\n");
        foreach (var name in Facts("ApkTests.cs"))
        {
            text.Append($"- {name}\n");
        }

        text.Append("\n## Which test shows it\n\n");
        foreach (var (what, row) in Rows.Select(r => (r.Key.ToString(), r.Value)).Concat(Behaviours.Select(b => (b, b))))
        {
            var tests = Backends.SelectMany(b => Proofs(b).Where(p => p.What == what && IsShown(b, what)).Select(p => (b.Title, p.Test)))
                .Distinct().ToList();
            if (tests.Count > 0)
            {
                text.Append($"- {row}: {string.Join("; ", tests.Select(t => $"{t.Title} by `{t.Test}`"))}.\n");
            }
        }

        return text.ToString();
    }

    /// <summary>A test of the suite shows on a backend that refuses a feature that it is refused.</summary>
    private static bool IsShown(Backend backend, string what) =>
        !Enum.TryParse<Feature>(what, out var feature) || Obstacle(feature, backend) is null;

    private static string Cell(Feature feature, Backend backend) =>
        Obstacle(feature, backend) is not null ? "refused"
        : backend.Prefix is null ? Unbuilt
        : ShownBy(backend).Contains(feature) ? "works"
        : "works, by unit tests";

    private static string? Obstacle(Feature feature, Backend backend)
    {
        var engine = new EngineInfo("packagekit", "", Version.Parse(backend.Version), Offline: false) { Flavour = backend.Flavour };
        return FamilyTable.WhyNot(feature, engine);
    }

    private static IReadOnlySet<Feature> ShownBy(Backend backend) =>
        Proofs(backend).Where(p => p.IsFeature).Select(p => Enum.Parse<Feature>(p.What)).ToHashSet();

    /// <summary>What the tests of a backend declare; for Debian 12 those of all tests outside of the families.</summary>
    private static IReadOnlyList<Proof> Proofs(Backend backend)
    {
        if (backend.Prefix is null)
        {
            return [];
        }

        var files = backend.Files.Count > 0 ? backend.Files.Select(f => Sources[$"{Suite}/{f}.cs"])
            : Sources.Where(s => !s.Key.StartsWith(Suite + "/", StringComparison.Ordinal)).OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => s.Value).Append(Sources[Suite + "/RepositoryTests.cs"]);
        return
        [
            .. files.SelectMany(text => Regex.Matches(text, Declared).Select(m => new Proof(
                m.Groups[1].Value == "Feature", m.Groups[2].Value,
                $"{Concrete(Regex.Matches(text[..m.Index], @"class (\w+)")[^1].Groups[1].Value, backend)}."
                    + Regex.Match(text[m.Index..], Test).Groups[1].Value))),
        ];
    }

    /// <summary>The class that runs the tests of a class on a backend: of an abstract one the backend's own.</summary>
    private static string Concrete(string name, Backend backend)
    {
        var derived = Sources.Values.Select(s => Regex.Match(s, $@"sealed class ({backend.Prefix}\w+)\([^)]*\) : {name}<"))
            .FirstOrDefault(m => m.Success);
        return derived?.Groups[1].Value
            ?? (Sources.Values.Any(s => s.Contains($"abstract class {name}<", StringComparison.Ordinal)
                || s.Contains($"abstract partial class {name}<", StringComparison.Ordinal)) ? backend.Prefix + "Tests" : name);
    }

    /// <summary>The sources of the system tests by their path in the repository.</summary>
    private static readonly IReadOnlyDictionary<string, string> Sources = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, AllTests), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
        .ToDictionary(f => Path.GetRelativePath(Repository.Root, f), File.ReadAllText);

    /// <summary>A cell names a test that exists, of a class that exists, and a row that the page has.</summary>
    [Fact]
    public void Every_test_that_declares_to_show_something_is_one_and_what_it_shows_has_a_row()
    {
        var proofs = Backends.SelectMany(Proofs).Distinct().ToList();
        Assert.All(
            proofs, p => Assert.True(p.IsFeature ? Enum.TryParse<Feature>(p.What, out _) : Behaviours.Contains(p.What), p.ToString()));
        Assert.All(proofs, p =>
        {
            var (type, method) = (p.Test.Split('.')[0], p.Test.Split('.')[1]);
            Assert.Contains(Sources.Values, s => Regex.IsMatch(s, $@"sealed class {type}\b"));
            Assert.Contains(Sources.Values, s => Regex.IsMatch(s, $@"public async Task {method}\("));
        });
        Assert.All(Behaviours, row => Assert.Contains(proofs, p => p.What == row));
    }

    /// <summary>The names of a class's tests, as sentences.</summary>
    private static IEnumerable<string> Facts(string file) =>
        Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, Suite, file)), Test)
            .Select(m => m.Groups[1].Value.Replace("_s_", "'s ", StringComparison.Ordinal).Replace('_', ' '));

    /// <summary>A test of one family that shows what the family refuses says something that is not so.</summary>
    [Fact]
    public void No_test_of_a_single_family_shows_what_that_family_refuses() => Assert.All(
        Backends.Where(b => b.Files.Count > 0),
        b => Assert.All(
            ShownBy(b with { Files = [b.Files[^1]] }), f => Assert.True(Obstacle(f, b) is null,
                $"{b.Title} refuses {f}: {Obstacle(f, b)}")));

    /// <param name="IsFeature">Else one of the behaviours.</param>
    /// <param name="Test">Class and method.</param>
    private sealed record Proof(bool IsFeature, string What, string Test);

    /// <param name="Prefix">How the names of the classes that boot it begin; null for one that cannot be booted.</param>
    /// <param name="Files">The files of its tests below the suite, its own one last; of Debian 12 they are all others.</param>
    private sealed record Backend(string Flavour, string Version, string Title, string? Prefix, IReadOnlyList<string> Files);
}
