using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Dependencies;

/// <summary>A name with a condition on its version.</summary>
/// <param name="Operator">
/// <c>=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>~</c> (begins with); null without a version.
/// </param>
/// <param name="Version">Empty without one.</param>
internal sealed record Relation(string Name, string? Operator, string Version)
{
    public string Text => Operator is null ? Name : $"{Name}{Operator}{Version}";

    /// <summary>Parses <c>name</c>, or <c>name</c>, an operator and a version without spaces.</summary>
    public static Relation Parse(string text)
    {
        var at = text.AsSpan().IndexOfAny("=<>~");
        if (at < 0)
        {
            return new Relation(text, null, "");
        }

        var end = at;
        while (end < text.Length && text[end] is '=' or '<' or '>' or '~')
        {
            end++;
        }

        var mark = text[at..end];
        return new Relation(text[..at], mark.Contains('~') ? "~" : mark == "=<" ? "<=" : mark == "=>" ? ">=" : mark, text[end..]);
    }

    /// <summary>True when a version meets the condition.</summary>
    public bool IsMetBy(string version, IComparer<string> order) => Operator switch
    {
        null or "><" => true, // The second is a checksum, which no installed version tells.
        "~" => version.StartsWith(Version, StringComparison.Ordinal)
            && (version.Length == Version.Length || !char.IsAsciiDigit(version[Version.Length])),
        "=" => order.Compare(version, Version) == 0,
        "<" => order.Compare(version, Version) < 0,
        "<=" => order.Compare(version, Version) <= 0,
        ">" => order.Compare(version, Version) > 0,
        ">=" => order.Compare(version, Version) >= 0,
        _ => true,
    };
}

/// <summary>What one installed package says of others.</summary>
internal sealed record PackageRelations(
    string Name, string Version, IReadOnlyList<Relation> Needs, IReadOnlyList<Relation> Conflicts, IReadOnlyList<Relation> Provides);

/// <summary>An installed package whose relations do not hold.</summary>
/// <param name="Why">Without the package, for people.</param>
internal sealed record UnmetRelation(string Name, string Version, string Why);

/// <summary>Reads the relations of all installed packages from the package database.</summary>
internal interface IRelations
{
    PackageResult<IReadOnlyList<PackageRelations>> Read(CancellationToken cancellationToken);
}

/// <summary>Judges whether the relations of the installed packages hold. Pure.</summary>
internal static class UnmetRelations
{
    /// <summary>
    /// Returns one line for each package with a relation that does not hold. A name that a package provides meets a condition on the
    /// version only with a version of its own.
    /// </summary>
    public static IReadOnlyList<UnmetRelation> Of(IReadOnlyList<PackageRelations> installed, IComparer<string> order)
    {
        var names = new Dictionary<string, List<Offer>>(StringComparer.Ordinal);
        foreach (var package in installed)
        {
            Add(package.Name, package, package.Version);
            foreach (var provided in package.Provides)
            {
                Add(provided.Name, package, provided.Operator is null ? null : provided.Version);
            }
        }

        var unmet = new List<UnmetRelation>();
        foreach (var package in installed)
        {
            if (package.Needs.Where(n => !Matching(n).Any()).Select(n => $"needs {n.Text}, which is not installed")
                .Concat(package.Conflicts.SelectMany(c => Matching(c).Where(p => p != package).Select(p => $"conflicts with {p.Name}")))
                .FirstOrDefault() is { } why)
            {
                unmet.Add(new UnmetRelation(package.Name, package.Version, why));
            }
        }

        return unmet;

        void Add(string name, PackageRelations package, string? version) =>
            (names.TryGetValue(name, out var known) ? known : names[name] = []).Add(new Offer(package, version));

        IEnumerable<PackageRelations> Matching(Relation relation) => (names.GetValueOrDefault(relation.Name) ?? [])
            .Where(p => p.Version is { } version ? relation.IsMetBy(version, order) : relation.Operator is null).Select(p => p.Package);
    }

    /// <summary>A name of a package.</summary>
    /// <param name="Version">Null for a name that it provides without one.</param>
    private sealed record Offer(PackageRelations Package, string? Version);
}
