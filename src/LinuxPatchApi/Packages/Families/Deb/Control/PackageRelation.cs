using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Families.Deb.Control;

/// <summary>One alternative of a dependency, conflict or provision (deb-control(5)).</summary>
/// <param name="Qualifier">The text after the colon: <c>any</c>, <c>native</c> or an architecture; null without.</param>
/// <param name="Operator">
/// One of <c>&lt;&lt;</c>, <c>&lt;=</c>, <c>=</c>, <c>&gt;=</c>, <c>&gt;&gt;</c>; null when any version matches.
/// </param>
internal sealed record PackageRelation(string Name, string? Qualifier, string? Operator, string? Version)
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>
    /// Parses the groups of a field, which must all hold, each by one of its alternatives. A field may span several lines. Pure.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<PackageRelation>> Groups(string? value) =>
    [
        .. (value ?? "").ReplaceLineEndings(" ").Split(',', Trimmed)
            .Select(group => (IReadOnlyList<PackageRelation>)[.. group.Split('|', Trimmed).Select(One)]),
    ];

    /// <summary>True when a version matches. No version matches an unknown operator.</summary>
    /// <param name="version">Null for a name that is provided without one, which matches no bound.</param>
    public bool IsMetBy(string? version) => Operator switch
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

    /// <summary>
    /// Returns those of these names that a package provides: its own and those of its Provides field, with the version of each. Pure.
    /// </summary>
    public static IReadOnlyList<(string Name, string? Version)> Provided(ControlParagraph paragraph, IReadOnlySet<string> names)
    {
        var provided = new List<(string, string?)>();
        if (paragraph.First("Package"u8) is { } name && names.Contains(name))
        {
            provided.Add((name, paragraph.First("Version"u8)));
        }

        provided.AddRange(Groups(paragraph.Full("Provides"u8)).SelectMany(g => g).Where(p => names.Contains(p.Name))
            .Select(p => (p.Name, p.Operator == "=" ? p.Version : null)));
        return provided;
    }

    public override string ToString() =>
        $"{Name}{(Qualifier is null ? "" : ":" + Qualifier)}{(Operator is null ? "" : $" ({Operator} {Version})")}";

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
