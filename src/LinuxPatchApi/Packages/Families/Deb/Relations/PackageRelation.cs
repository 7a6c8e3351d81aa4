namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>One alternative of a dependency, conflict or provision (deb-control(5)).</summary>
/// <param name="Qualifier">What stands behind the colon: <c>any</c>, <c>native</c> or an architecture; null without.</param>
/// <param name="Operator">One of <c>&lt;&lt;</c>, <c>&lt;=</c>, <c>=</c>, <c>&gt;=</c>, <c>&gt;&gt;</c>; null when any version will do.</param>
internal sealed record PackageRelation(string Name, string? Qualifier, string? Operator, string? Version)
{
    /// <summary>Groups that must all hold, each by one of its alternatives. Pure.</summary>
    public static IReadOnlyList<IReadOnlyList<PackageRelation>> Groups(string? value) =>
    [
        .. (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(group => (IReadOnlyList<PackageRelation>)[.. group.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)]),
    ];

    /// <summary>Whether a version is one that is meant. An unknown operator is met by none.</summary>
    public bool Takes(string version) => Operator switch
    {
        null => true,
        "<<" => Order(version) < 0,
        "<=" or "<" => Order(version) <= 0,
        "=" => Order(version) == 0,
        ">=" or ">" => Order(version) >= 0,
        ">>" => Order(version) > 0,
        _ => false,
    };

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
