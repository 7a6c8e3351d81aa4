using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Log events of the bus connection: ids 3000 to 3019.</summary>
internal static partial class BusLog
{
    [LoggerMessage(3000, LogLevel.Information, "Connected to the system bus as {UniqueName}.")]
    public static partial void Connected(ILogger logger, string uniqueName);

    [LoggerMessage(3001, LogLevel.Warning, "Lost the system bus: {Detail}")]
    public static partial void Lost(ILogger logger, string detail);

    [LoggerMessage(3002, LogLevel.Warning, "No system bus: {Detail} Trying again in {DelayMs} ms.")]
    public static partial void Unavailable(ILogger logger, string detail, double delayMs);

    [LoggerMessage(3003, LogLevel.Error, "A handler of bus signals failed.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Warning, "The bus refused a subscription: {Detail}")]
    public static partial void SubscriptionRefused(ILogger logger, string detail);
}
