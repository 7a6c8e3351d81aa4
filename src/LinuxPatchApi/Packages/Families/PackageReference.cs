namespace LinuxPatchApi.Packages.Families;

/// <summary>A package as a client names it, taken apart by the rules of its family.</summary>
/// <param name="Architecture">Null when the client named none.</param>
internal readonly record struct PackageReference(string Name, string? Architecture)
{
    /// <summary>Splits <c>name:architecture</c>, the spelling that the API takes on every family.</summary>
    public static PackageReference Of(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 ? new PackageReference(text, null) : new PackageReference(text[..colon], text[(colon + 1)..]);
    }
}
