using LinuxPatchApi.Configuration.Keys;

namespace LinuxPatchApi.Api.Input;

/// <summary>The rule that an unknown member or parameter breaks, and that a wrong word for a choice breaks. Pure.</summary>
internal static class UnknownName
{
    /// <summary>Names what was probably meant, and all that is accepted.</summary>
    public static string Rule(string name, IEnumerable<string> known)
    {
        var sorted = known.Order(StringComparer.Ordinal).ToList();
        return $"is not known here{NearestName.Hint(name, sorted)}; known are {string.Join(", ", sorted)}";
    }

    /// <summary>Names the accepted words.</summary>
    public static string Choice(string value, IReadOnlyList<string> allowed) =>
        $"must be one of {string.Join(", ", allowed)}{NearestName.Hint(value, allowed)}";
}
