using LinuxPatchApi.Configuration.Yaml;

namespace LinuxPatchApi.Configuration;

/// <summary>
/// One thing to say about a configuration file. <paramref name="Key"/> is the dotted path, empty when the finding is about the file;
/// <paramref name="Hint"/> says what to do about it, null when the message already does.
/// </summary>
internal sealed record Finding(
    FindingSeverity Severity, FindingReason Reason, FilePosition Position, string Key, string Message, string? Hint)
{
    public static Finding Error(FindingReason reason, FilePosition position, string key, string message, string? hint = null) =>
        new(FindingSeverity.Error, reason, position, key, message, hint);

    public static Finding Warning(FindingReason reason, FilePosition position, string key, string message, string? hint = null) =>
        new(FindingSeverity.Warning, reason, position, key, message, hint);

    public static Finding Info(FindingReason reason, FilePosition position, string key, string message, string? hint = null) =>
        new(FindingSeverity.Info, reason, position, key, message, hint);

    /// <summary><c>file:line:column: error: key: message (hint)</c>, as compilers write it.</summary>
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
