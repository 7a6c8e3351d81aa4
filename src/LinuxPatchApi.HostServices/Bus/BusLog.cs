using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Log events of the bus connection: ids 3000 to 3019.</summary>
internal static class BusLog
{
    public static void Connected(ILogger logger, string uniqueName) =>
        logger.Log(LogLevel.Information, new EventId(3000, nameof(Connected)), "Connected to the system bus as {UniqueName}.", uniqueName);

    public static void Lost(ILogger logger, string detail) =>
        logger.Log(LogLevel.Warning, new EventId(3001, nameof(Lost)), "Lost the system bus: {Detail}", detail);

    public static void Unavailable(ILogger logger, string detail, double delayMs) =>
        logger.Log(LogLevel.Warning, new EventId(3002, nameof(Unavailable)),
            "No system bus: {Detail} Trying again in {DelayMs} ms.", detail, delayMs);

    public static void HandlerFailed(ILogger logger, Exception exception) =>
        logger.Log(LogLevel.Error, new EventId(3003, nameof(HandlerFailed)), exception, "A handler of bus signals failed.");

    public static void SubscriptionRefused(ILogger logger, string detail) =>
        logger.Log(LogLevel.Warning, new EventId(3004, nameof(SubscriptionRefused)), "The bus refused a subscription: {Detail}", detail);
}
