namespace LinuxPatchApi.Configuration.Findings;

/// <summary>
/// One message about a configuration file.
/// </summary>
/// <param name="Key">The dotted path of the key; empty when the finding is about the whole file.</param>
/// <param name="Hint">What to do about it; null when the message says so or nothing is known.</param>
internal sealed record Finding(
    FindingSeverity Severity, FindingReason Reason, FilePosition Position, string Key, string Message, string? Hint)
{
    public static Finding Error(FindingReason reason, FilePosition position, string key, string message, string? hint = null) =>
        new(FindingSeverity.Error, reason, position, key, message, hint);

    public static Finding Warning(FindingReason reason, FilePosition position, string key, string message, string? hint = null) =>
        new(FindingSeverity.Warning, reason, position, key, message, hint);

    public static Finding Info(FindingReason reason, FilePosition position, string key, string message, string? hint = null) =>
        new(FindingSeverity.Info, reason, position, key, message, hint);

    /// <summary><c>file:line:column: error: key: message (hint)</c>, the format of compilers.</summary>
    public override string ToString()
    {
        var severity = Severity switch
        {
            FindingSeverity.Error => "error",
            FindingSeverity.Warning => "warning",
            _ => "info",
        };
        var key = Key.Length == 0 ? "" : $"{Key}: ";
        var hint = Hint is null ? "" : $" ({Hint})";
        return $"{Position}: {severity}: {key}{Message}{hint}";
    }
}

/// <summary>How serious a finding is.</summary>
internal enum FindingSeverity
{
    /// <summary>Needs no action; reported to avoid a surprise.</summary>
    Info,

    /// <summary>Works, but should be changed.</summary>
    Warning,

    /// <summary>The file is not used.</summary>
    Error,
}
