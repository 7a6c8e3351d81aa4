using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>One alternative of a dependency, conflict or provision (deb-control(5)).</summary>
/// <param name="Qualifier">What stands behind the colon: <c>any</c>, <c>native</c> or an architecture; null without.</param>
/// <param name="Operator">One of <c>&lt;&lt;</c>, <c>&lt;=</c>, <c>=</c>, <c>&gt;=</c>, <c>&gt;&gt;</c>; null when any version will do.</param>
internal sealed record PackageRelation(string Name, string? Qualifier, string? Operator, string? Version)
{
    /// <summary>Groups that must all hold, each by one of its alternatives; a long field may go over several lines. Pure.</summary>
    public static IReadOnlyList<IReadOnlyList<PackageRelation>> Groups(string? value) =>
    [
        .. (value ?? "").ReplaceLineEndings(" ").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(group => (IReadOnlyList<PackageRelation>)[.. group.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)]),
    ];

    /// <summary>Whether a version is one that is meant. An unknown operator is met by none.</summary>
    /// <param name="version">Null for a name that is provided without one, which meets no bound.</param>
    public bool Takes(string? version) => Operator switch
    {
        null => true,
        _ when version is null => false,
        "<<" => Order(version) < 0,
        "<=" or "<" => Order(version) <= 0,
        "=" => Order(version) == 0,
        ">=" or ">" => Order(version) >= 0,
        ">>" => Order(version) > 0,
        _ => false,
    };

    /// <summary>Which of these names a package gives: its own, and those that it provides, with the version of each. Pure.</summary>
    public static IReadOnlyList<(string Name, string? Version)> Given(ControlParagraph paragraph, IReadOnlySet<string> names)
    {
        var given = new List<(string, string?)>();
        if (paragraph.First("Package"u8) is { } name && names.Contains(name))
        {
            given.Add((name, paragraph.First("Version"u8)));
        }

        given.AddRange(Groups(paragraph.Whole("Provides"u8)).SelectMany(g => g).Where(p => names.Contains(p.Name))
            .Select(p => (p.Name, p.Operator == "=" ? p.Version : null)));
        return given;
    }

    public override string ToString() => $"{Name}{(Qualifier is null ? "" : ":" + Qualifier)}{(Operator is null ? "" : $" ({Operator} {Version})")}";

    private int Order(string version) => DebianVersion.Order.Compare(version, Version);

    private static PackageRelation One(string text)
    {
        var open = text.IndexOf('(');
        var close = text.IndexOf(')');
        var constraint = open >= 0 && close > open ? text[(open + 1)..close].Trim() : null;
        var name = (open < 0 ? text : text[..open]).Trim();
        var colon = name.IndexOf(':');
        var digits = constraint is null ? 0 : constraint.AsSpan().IndexOfAnyExcept("<>=");
        return new PackageRelation(
            colon < 0 ? name : name[..colon],
            colon < 0 ? null : name[(colon + 1)..],
            constraint is null ? null : digits <= 0 ? "=" : constraint[..digits],
            constraint is null ? null : digits < 0 ? "" : constraint[digits..].Trim());
    }
}
