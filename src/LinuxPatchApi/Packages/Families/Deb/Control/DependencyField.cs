using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Control;

/// <summary>Parses Depends and similar fields for people (deb-control(5)). Pure.</summary>
internal static class DependencyField
{
    /// <summary>Returns every alternative of each <c>a | b</c> group; the members of a group of several are not required.</summary>
    public static IEnumerable<PackageDependency> Parse(string? value, bool required)
    {
        foreach (var group in (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var alternatives = group.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (var alternative in alternatives)
            {
                yield return One(alternative, required && alternatives.Length == 1);
            }
        }
    }

    private static PackageDependency One(string text, bool required)
    {
        var open = text.IndexOf('(');
        var close = text.IndexOf(')');
        var constraint = open >= 0 && close > open ? text[(open + 1)..close].Trim() : null;
        var name = (open < 0 ? text : text[..open]).Split(' ', '[', '<')[0];
        var colon = name.IndexOf(':');
        return new PackageDependency(colon < 0 ? name : name[..colon], constraint, required);
    }
}
