namespace LinuxPatchApi.Cli;

/// <summary>The options given; all of them are declared by the verb.</summary>
internal sealed class ParsedOptions(IReadOnlyDictionary<string, List<string>> given, IReadOnlyList<string> operands)
{
    /// <summary>The arguments other than options.</summary>
    public IReadOnlyList<string> Operands => operands;

    public bool Has(string name) => given.ContainsKey(name);

    /// <summary>The first value of an option; null when not given.</summary>
    public string? Value(string name) => given.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>The value of a required option, whose presence the parser has checked.</summary>
    public string Required(string name) => given[name][0];

    public IReadOnlyList<string> Values(string name) => given.TryGetValue(name, out var values) ? values : [];
}
