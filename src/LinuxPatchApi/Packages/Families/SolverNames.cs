namespace LinuxPatchApi.Packages.Families;

/// <summary>Collects the package names of a solver's message, in order and each once. Pure.</summary>
internal sealed class SolverNames
{
    /// <summary>Names reported. Origin: a person reads no more, and a solver's message may have thousands.</summary>
    public const int Most = 20;

    private readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    public void Add(ReadOnlySpan<char> name)
    {
        if (name.Length > 0 && _names.Count < Most && !_names.Contains(name.ToString(), StringComparer.Ordinal))
        {
            _names.Add(name.ToString());
        }
    }

    /// <summary>Returns the word that begins at a position, without punctuation around it.</summary>
    public static ReadOnlySpan<char> WordAt(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..].TrimStart(" \t\n");
        var end = rest.IndexOfAny(" \t\n,;()[]");
        return (end < 0 ? rest : rest[..end]).TrimEnd(":.");
    }

    /// <summary>Returns the name of <c>name-version-release</c>, which may have an architecture or an epoch; the word itself if it is
    /// none.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> word)
    {
        var release = word.LastIndexOf('-');
        var version = release > 0 ? word[..release].LastIndexOf('-') : -1;
        return version > 0 && char.IsAsciiDigit(word[version + 1]) ? word[..version] : word;
    }
}
