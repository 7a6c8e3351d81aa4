namespace LinuxPatchApi.Cli;

/// <summary>The options that were given; only those that the verb declares.</summary>
internal sealed class ParsedOptions(IReadOnlyDictionary<string, List<string>> given, IReadOnlyList<string> operands)
{
    /// <summary>The arguments that are no options.</summary>
    public IReadOnlyList<string> Operands => operands;

    public bool Has(string name) => given.ContainsKey(name);

    /// <summary>Null when not given.</summary>
    public string? Value(string name) => given.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>For options that are required; the parser has seen to it.</summary>
    public string Required(string name) => given[name][0];

    public IReadOnlyList<string> Values(string name) => given.TryGetValue(name, out var values) ? values : [];
}
