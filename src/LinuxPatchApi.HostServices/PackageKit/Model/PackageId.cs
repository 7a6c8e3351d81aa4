namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>
/// A PackageKit package id: <c>name;version;arch;data</c>; newer daemons add a fifth field. The text is kept byte for byte, because daemons
/// compare ids as text. Ids are equal when their texts are.
/// </summary>
public sealed record PackageId
{
    private PackageId(string raw, string name, string version, string architecture, string data)
    {
        Raw = raw;
        Name = name;
        Version = version;
        Architecture = architecture;
        Data = data;
    }

    /// <summary>Builds an id from its four parts; all but the name may be empty.</summary>
    /// <exception cref="ArgumentException">A part contains a semicolon, or the name is empty.</exception>
    public PackageId(string name, string version, string architecture, string data)
        : this($"{name};{version};{architecture};{data}", name, version, architecture, data)
    {
        var isSame = TryParse(Raw, out var parsed) && parsed.Version == version && parsed.Architecture == architecture;
        if (!isSame || parsed?.Data != data)
        {
            throw new ArgumentException($"Not the parts of a package id: {Raw}");
        }
    }

    /// <summary>The id as the daemon sent it.</summary>
    public string Raw { get; }

    public string Name { get; }

    /// <summary>Version in the distribution's format; may be empty.</summary>
    public string Version { get; }

    /// <summary>May be empty.</summary>
    public string Architecture { get; }

    /// <summary>
    /// The repository id, or a backend's mark for installed packages (<c>installed:…</c>, apt: <c>auto:…</c>, <c>manual:…</c>).
    /// Never use it to decide whether a package is installed; the info of the row says so. Includes the fifth field, if any.
    /// </summary>
    public string Data { get; }

    /// <summary>Parses an id of four or five fields; the name must not be empty.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PackageId? id)
    {
        id = null;
        if (string.IsNullOrEmpty(text) || text.Length > PackageKitLimits.MaxPackageIdLength)
        {
            return false;
        }

        var fields = text.Split(';');
        if (fields.Length is not (4 or 5) || fields[0].Length == 0)
        {
            return false;
        }

        id = new PackageId(text, fields[0], fields[1], fields[2], fields.Length == 4 ? fields[3] : $"{fields[3]};{fields[4]}");
        return true;
    }

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a package id.</exception>
    public static PackageId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"Not a package id: {text}");

    public bool Equals(PackageId? other) => other is not null && other.Raw == Raw;

    public override int GetHashCode() => Raw.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Raw;
}
