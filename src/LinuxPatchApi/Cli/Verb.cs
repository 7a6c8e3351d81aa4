namespace LinuxPatchApi.Cli;

/// <summary>
/// One command of the program.
/// </summary>
/// <param name="Name">One or two words ("pki init").</param>
/// <param name="Details">Shown by --help below the options; may be empty.</param>
internal sealed record Verb(
    string Name,
    string Summary,
    string Details,
    IReadOnlyList<OptionSpec> Options,
    Func<ParsedOptions, CommandContext, CancellationToken, Task<ExitCode>> RunAsync)
{
    /// <summary>The name of the operands in the help; null when none are allowed.</summary>
    public string? Operand { get; init; }
}

/// <summary>
/// One option of a verb.
/// </summary>
/// <param name="ValueName">The name of its value in the help; null for a switch.</param>
internal sealed record OptionSpec(string Name, string? ValueName, string Description)
{
    public bool IsRequired { get; init; }

    public bool IsRepeatable { get; init; }

    /// <summary>True when the help does not show the option.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>
/// The environment of a verb. Results go to <paramref name="Output"/>, errors to <paramref name="Error"/>.
/// </summary>
internal sealed record CommandContext(TextWriter Output, TextWriter Error, TimeProvider Clock);
