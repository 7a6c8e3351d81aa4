using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Generated;

/// <summary>One alternative of a dependency as the generator means it.</summary>
/// <param name="Architecture">Behind the colon; null without.</param>
/// <param name="Bound">Such as <c>(&gt;= 2-1)</c>; empty without.</param>
internal sealed record MadeNeed(string Name, string? Architecture = null, string Bound = "")
{
    public override string ToString() =>
        $"{Name}{(Architecture is null ? "" : ":" + Architecture)}{(Bound.Length == 0 ? "" : " " + Bound)}";
}

/// <summary>
/// A package as the generator means it: judged by the test from these values, written for the code under test as dpkg would write it.
/// </summary>
internal sealed record MadePackage(string Name, string Architecture, string Version, string State)
{
    public bool Held { get; init; }

    public bool Reinstall { get; init; }

    public string MultiArch { get; init; } = "no";

    public IReadOnlyList<IReadOnlyList<MadeNeed>> Needs { get; init; } = [];

    public IReadOnlyList<MadeNeed> Excludes { get; init; } = [];

    public IReadOnlyList<MadeNeed> Provides { get; init; } = [];

    /// <summary>What dpkg calls fully installed; triggers may wait.</summary>
    public bool IsWhole => !Reinstall && State is "installed" or "triggers-pending" or "triggers-awaited";

    public bool IsThere => State != "half-installed";

    public string Key => $"{Name}:{Architecture}";

    public string Fields => $"Architecture: {Architecture}\nVersion: {Version}\n"
        + (MultiArch == "no" ? "" : $"Multi-Arch: {MultiArch}\n")
        + (Needs.Count == 0 ? "" : $"Depends: {string.Join(", ", Needs.Select(g => string.Join(" | ", g)))}\n")
        + (Excludes.Count == 0 ? "" : $"Conflicts: {string.Join(", ", Excludes)}\n")
        + (Provides.Count == 0 ? "" : $"Provides: {string.Join(", ", Provides)}\n");

    public string Record => $"Package: {Name}\nStatus: {(Held ? "hold" : "install")} {(Reinstall ? "reinstreq" : "ok")} {State}\n"
        + "Priority: optional\nSection: net\nMaintainer: a <a@b>\n" + Fields
        + (State == "triggers-pending" ? "Triggers-Pending: x\n" : State == "triggers-awaited" ? "Triggers-Awaited: dpkg\n" : "")
            + "Description: d\n";
}

/// <summary>
/// Hosts made up of every state that dpkg knows: in part, to be installed again, on hold, foreign, with and without what they need.
/// </summary>
internal static class MadeHost
{
    public static readonly MadePackage Dpkg = new("dpkg", "amd64", "1.21", "installed");

    private static readonly string[] States = ["unpacked", "half-configured", "half-installed", "triggers-pending", "triggers-awaited"];

    /// <param name="trouble">Of ten packages, how many are not as they should be.</param>
    public static IReadOnlyList<MadePackage> Next(Random random, int count, int trouble)
    {
        var packages = new List<MadePackage> { Dpkg };
        for (var i = 0; i < count; i++)
        {
            var name = ((char)('a' + i)).ToString();
            var package = One(random, name, random.Next(8) switch { 0 => "i386", 1 => "all", _ => "amd64" }, count, trouble);
            packages.Add(package);
            if (package is { MultiArch: "same", Architecture: "amd64" } && random.Next(2) == 0)
            {
                packages.Add(package with
                {
                    Architecture = "i386",
                    State = "installed",
                    Reinstall = false,
                    Version = random.Next(8) == 0
                    ? "2-1" : package.Version
                });
            }
        }

        return packages;
    }

    public static IReadOnlyList<MadeNeed> Group(Random random, int count, int trouble) =>
        random.Next(3) == 0 ? [Need(random, count, trouble), Need(random, count, trouble)] : [Need(random, count, trouble)];

    public static string Status(IEnumerable<MadePackage> packages) => string.Join('\n', packages.Select(p => p.Record));

    /// <summary>As the agent reads it.</summary>
    public static InstalledInventory Inventory(IReadOnlyList<MadePackage> packages) =>
        new(Read(packages, DpkgInstalledSource.Package), new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), DebTerms.Instance);

    public static PackageRelations Relations(IReadOnlyList<MadePackage> packages) => new([.. Read(packages, RelatedPackage.Of)]);

    private static List<T> Read<T>(IReadOnlyList<MadePackage> packages, DpkgProjection<T?> of) where T : class
    {
        var read = new List<T>();
        ControlFile.Visit(
            Encoding.UTF8.GetBytes(Status(packages)),
            paragraph =>
            {
                if (of(DpkgRecord.Read(paragraph), paragraph) is { } one)
                {
                    read.Add(one);
                }

                return true;
            },
            final: true);
        return read;
    }

    private static MadePackage One(Random random, string name, string architecture, int count, int trouble)
    {
        var state = random.Next(10) < trouble ? States[random.Next(States.Length)] : "installed";
        var multiArch = random.Next(5) switch { 0 => "foreign", 1 => "allowed", 2 => "same", _ => "no" };
        return new MadePackage(name, architecture, "1-1", state)
        {
            Held = random.Next(5) == 0,
            Reinstall = state is "half-installed" or "unpacked" && random.Next(3) == 0,
            MultiArch = multiArch == "same" && architecture == "all" ? "no" : multiArch,
            Needs = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Group(random, count, trouble))],
            Excludes = random.Next(30) < trouble ? [Need(random, count, trouble)] : [],
            Provides = random.Next(4) == 0 ? [new MadeNeed("virtual", Bound: random.Next(2) == 0 ? "(= 1-1)" : "")] : [],
        };
    }

    private static MadeNeed Need(Random random, int count, int trouble) => new(
        random.Next(40) < trouble ? "missing" : random.Next(5) == 0 ? "virtual" : ((char)('a' + random.Next(count))).ToString(),
        random.Next(10) switch { 0 => "any", 1 => "i386", 2 => "amd64", _ => null },
        random.Next(20) < trouble ? (random.Next(3) switch { 0 => "(>> 1-1)", 1 => "(<< 1-1)", _ => "(= 1-1)" }) : random.Next(3) == 0
            ? "(>= 1-1)" : "");
}
