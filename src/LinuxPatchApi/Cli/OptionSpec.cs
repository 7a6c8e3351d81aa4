namespace LinuxPatchApi.Cli;

/// <summary>
/// One option of a verb. <paramref name="ValueName"/> is null for a switch; <paramref name="IsHidden"/> keeps it out of the help.
/// </summary>
internal sealed record OptionSpec(string Name, string? ValueName, string Description)
{
    public bool IsRequired { get; init; }

    public bool IsRepeatable { get; init; }

    public bool IsHidden { get; init; }
}
