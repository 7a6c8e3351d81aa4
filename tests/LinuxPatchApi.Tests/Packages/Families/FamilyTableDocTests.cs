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
    private const string Shown = @"\[Trait\(""Feature"", ""(\w+)""\)\]";
    private const string AllTests = "tests/LinuxPatchApi.SystemTests";
    private const string Suite = AllTests + "/Families";
    private const string Unbuilt = "not to be had here";

    /// <summary>The backends, each with the files of the system tests that boot it; none for one that cannot be booted here.</summary>
    private static readonly Backend[] Backends =
    [
        new("apt", "1.2.6", "apt, 1.2.6", "AgentHost", []),
        new("apt", "1.3.1", "apt, 1.3.1", "Debian13Tests", ["FamilyConformance", "Debian13Tests"]),
        new("dnf", "1.2.6", "dnf, 1.2.6", "El9Tests", ["FamilyConformance", "RpmConformance", "El9Tests"]),
        new("dnf", "1.3.1", "dnf, 1.3.1", null, []),
        new("dnf5", "1.4.0", "dnf5, 1.4.0", "FedoraTests", ["FamilyConformance", "RpmConformance", "FedoraTests"]),
        new("alpm", "1.4.0", "alpm, 1.4.0", "ArchTests", ["FamilyConformance", "ArchTests"]),
        new("apk", "0.0", "apk (stand-in)", "ApkTests", ["ApkTests"]),
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
            The rest comes from the system tests: each declares by a trait which feature it shows.

            - **works**: a system test in a booted root of that backend shows it.
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
            text.Append($"- {backend.Title}: ").Append(backend.Tests switch
            {
                null => "in unit tests only; its root cannot be built at present",
                "AgentHost" => "in Debian 12, by all other system tests",
                var tests => $"in a booted root, by `{tests}`",
            }).Append(".\n");
        }

        text.Append("\nThe tests of each root of apt, dnf, dnf5 and alpm:\n\n");
        foreach (var name in Facts("FamilyConformance.cs"))
        {
            text.Append($"- {name}\n");
        }

        text.Append("\nThe tests of the stand-in for apk's service:\n\n");
        foreach (var name in Facts("ApkTests.cs"))
        {
            text.Append($"- {name}\n");
        }

        return text.ToString();
    }

    private static string Cell(Feature feature, Backend backend) =>
        Obstacle(feature, backend) is not null ? "refused"
        : backend.Tests is null ? Unbuilt
        : ShownBy(backend).Contains(feature) ? "works"
        : "works, by unit tests";

    private static string? Obstacle(Feature feature, Backend backend)
    {
        var engine = new EngineInfo("packagekit", "", Version.Parse(backend.Version), Offline: false) { Flavour = backend.Flavour };
        return FamilyTable.WhyNot(feature, engine);
    }

    /// <summary>The features that the tests of a backend declare; for Debian 12 those of all tests outside of the families.</summary>
    private static IReadOnlySet<Feature> ShownBy(Backend backend) => (backend.Files.Count > 0
            ? backend.Files.Select(f => Path.Combine(Repository.Root, Suite, f + ".cs"))
            : Directory.EnumerateFiles(Path.Combine(Repository.Root, AllTests), "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.StartsWith(Path.Combine(Repository.Root, Suite) + "/", StringComparison.Ordinal)))
        .SelectMany(f => Regex.Matches(File.ReadAllText(f), Shown)).Select(m => Enum.Parse<Feature>(m.Groups[1].Value)).ToHashSet();

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

    [Fact]
    public void Every_class_that_the_document_names_is_there()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, Suite), "*.cs").Select(File.ReadAllText));
        var booted = Backends.Where(b => b.Tests is not (null or "AgentHost"));
        Assert.All(booted, b => Assert.Contains($"class {b.Tests}(", sources, StringComparison.Ordinal));
    }

    /// <param name="Tests">The class that boots it; null for none.</param>
    /// <param name="Files">The files of its tests below the suite, its own one last.</param>
    private sealed record Backend(string Flavour, string Version, string Title, string? Tests, IReadOnlyList<string> Files);
}
