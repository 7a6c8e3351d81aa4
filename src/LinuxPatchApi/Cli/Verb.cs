namespace LinuxPatchApi.Cli;

/// <summary>
/// One thing that the program can do. <paramref name="Name"/> may have two words ("pki init"). <paramref name="Details"/> is shown by
/// --help below the options, empty when the summary says it all.
/// </summary>
internal sealed record Verb(
    string Name,
    string Summary,
    string Details,
    IReadOnlyList<OptionSpec> Options,
    Func<ParsedOptions, CommandContext, CancellationToken, Task<ExitCode>> RunAsync)
{
    /// <summary>What the arguments besides the options are called; null when there are none.</summary>
    public string? Operand { get; init; }
}
