using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>Log events 2300..2399.</summary>
internal static partial class AuditEvents
{
    [LoggerMessage(2300, LogLevel.Error, "{Count} audit entries were lost: {Problem}")]
    public static partial void Lost(ILogger logger, int count, string problem);
}
