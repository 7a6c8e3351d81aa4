using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>Log events 2300..2399.</summary>
internal static class AuditEvents
{
    public static void Lost(ILogger logger, int count, string problem) =>
        logger.Log(LogLevel.Error, new EventId(2300, nameof(Lost)), "{Count} audit entries were lost: {Problem}", count, problem);

    /// <summary>Records the end of the chain outside the audit files.</summary>
    public static void Rotated(ILogger logger, string file, string chain) =>
        logger.Log(LogLevel.Information, new EventId(2301, nameof(Rotated)),
            "audit log rotated to {File}; the chain stands at {Chain}", file, chain);

    public static void Torn(ILogger logger, int lines, string chain) =>
        logger.Log(LogLevel.Warning, new EventId(2302, nameof(Torn)),
            "the audit log ended with {Lines} torn line(s) after {Chain}; an entry records it", lines, chain);

    public static void Foreign(ILogger logger, string path, string quarantine) =>
        logger.Log(LogLevel.Warning, new EventId(2303, nameof(Foreign)),
            "{Path} held no entry of the audit chain; renamed to {Quarantine}", path, quarantine);

    public static void Changed(ILogger logger, string problem) =>
        logger.Log(LogLevel.Error, new EventId(2304, nameof(Changed)),
            "the audit log was changed by somebody else: {Problem}; 'linux-patch-api audit verify' shows where", problem);

    public static void DroppedEarly(ILogger logger, int count, string problem) =>
        logger.Log(LogLevel.Warning, new EventId(2305, nameof(DroppedEarly)),
            "{Count} audit files dropped before the end of their retention: {Problem}", count, problem);

    /// <summary>As <see cref="Rotated"/>.</summary>
    public static void Closed(ILogger logger, string chain) =>
        logger.Log(LogLevel.Information, new EventId(2306, nameof(Closed)), "audit log closed; the chain stands at {Chain}", chain);
}
