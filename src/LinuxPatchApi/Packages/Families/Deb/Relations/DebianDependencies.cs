using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>Which versions meet a dependency (deb-control(5)). Pure.</summary>
internal static class DebianDependencies
{
    /// <summary>The groups of a Depends field, each met by any of its alternatives.</summary>
    public static IEnumerable<IReadOnlyList<PackageDependency>> Groups(string value) => value
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(group => (IReadOnlyList<PackageDependency>)[.. DependencyField.Parse(group, required: true)]);

    /// <param name="constraint">Such as <c>&gt;= 1.2</c>; null for any version.</param>
    /// <param name="version">Null for a name that is provided without a version, which meets no constraint.</param>
    public static bool Meets(string? constraint, string? version)
    {
        if (constraint is null)
        {
            return true;
        }

        if (version is null)
        {
            return false;
        }

        var bound = constraint.TrimStart('<', '>', '=').Trim();
        var order = DebianVersion.Order.Compare(version, bound);
        return constraint[..^constraint.TrimStart('<', '>', '=').Length] switch
        {
            "<<" => order < 0,
            "<=" or "<" => order <= 0,
            "=" => order == 0,
            ">=" or ">" => order >= 0,
            ">>" => order > 0,
            _ => true,
        };
    }

    /// <summary>Which of these names a package gives: its own, and those that it provides, with the version of each.</summary>
    public static IReadOnlyList<(string Name, string? Version)> Given(ControlParagraph paragraph, IReadOnlySet<string> names)
    {
        var given = new List<(string, string?)>();
        if (paragraph.First("Package"u8) is { } name && names.Contains(name))
        {
            given.Add((name, paragraph.First("Version"u8)));
        }

        foreach (var provided in DependencyField.Parse(paragraph.Whole("Provides"u8), required: false).Where(p => names.Contains(p.Name)))
        {
            given.Add((provided.Name, provided.Version?.TrimStart('=', ' ')));
        }

        return given;
    }
}
