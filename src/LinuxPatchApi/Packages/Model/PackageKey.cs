namespace LinuxPatchApi.Packages.Model;

/// <summary>What can be installed once: a name on an architecture.</summary>
internal readonly record struct PackageKey(string Name, string Architecture)
{
    /// <summary>Whether <paramref name="spec"/> (<c>name</c> or <c>name:arch</c>) means this package.</summary>
    public bool Matches(string spec)
    {
        var colon = spec.LastIndexOf(':');
        return colon < 0
            ? string.Equals(spec, Name, StringComparison.Ordinal)
            : spec.AsSpan(0, colon).SequenceEqual(Name) && spec.AsSpan(colon + 1).SequenceEqual(Architecture);
    }
}
