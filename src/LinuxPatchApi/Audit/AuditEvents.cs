using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>Log events 2300..2399.</summary>
internal static partial class AuditEvents
{
    [LoggerMessage(2300, LogLevel.Error, "{Count} audit entries were lost: {Problem}")]
    public static partial void Lost(ILogger logger, int count, string problem);

    /// <summary>Records the end of the chain outside the audit files.</summary>
    [LoggerMessage(2301, LogLevel.Information, "audit log rotated to {File}; the chain stands at {Chain}")]
    public static partial void Rotated(ILogger logger, string file, string chain);

    [LoggerMessage(2302, LogLevel.Warning, "the audit log ended with {Lines} torn line(s) after {Chain}; an entry records it")]
    public static partial void Torn(ILogger logger, int lines, string chain);

    [LoggerMessage(2303, LogLevel.Warning, "{Path} held no entry of the audit chain; renamed to {Quarantine}")]
    public static partial void Foreign(ILogger logger, string path, string quarantine);

    [LoggerMessage(2304, LogLevel.Error,
        "the audit log was changed by somebody else: {Problem}; 'linux-patch-api audit verify' shows where")]
    public static partial void Changed(ILogger logger, string problem);

    [LoggerMessage(2305, LogLevel.Warning, "{Count} audit files dropped before the end of their retention: {Problem}")]
    public static partial void DroppedEarly(ILogger logger, int count, string problem);

    /// <summary>As <see cref="Rotated"/>.</summary>
    [LoggerMessage(2306, LogLevel.Information, "audit log closed; the chain stands at {Chain}")]
    public static partial void Closed(ILogger logger, string chain);
}
