using LinuxPatchApi.Daemon.Reloading;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Log events 2500..2519, without those of <see cref="ReloadLog"/>.</summary>
internal static class DaemonLog
{
    public static void Listening(ILogger logger, string version, string endpoints) =>
        logger.Log(LogLevel.Information, new EventId(2500, nameof(Listening)), "{Version} listens on {Endpoints}", version, endpoints);

    public static void BindFailed(ILogger logger, string endpoint, string reason) =>
        logger.Log(LogLevel.Error, new EventId(2503, nameof(BindFailed)), "cannot listen on {Endpoint}: {Reason}", endpoint, reason);

    public static void Stopping(ILogger logger) =>
        logger.Log(LogLevel.Information, new EventId(2504, nameof(Stopping)),
            "stopping: requests in flight are finished, a package transaction goes on in its own service");

    public static void SignalIgnored(ILogger logger, string signal) =>
        logger.Log(LogLevel.Warning, new EventId(2506, nameof(SignalIgnored)),
            "{Signal} is ignored; SIGHUP reads the files again, SIGTERM ends the agent", signal);

    public static void AddressDenied(ILogger logger, string address, string path) =>
        logger.Log(LogLevel.Information, new EventId(2507, nameof(AddressDenied)),
            "{Address} is not in the allow-list {Path}: its connections are closed without an answer (logged once a minute)",
            address, path);

    public static void NotRestricted(ILogger logger, string what) =>
        logger.Log(LogLevel.Warning, new EventId(2510, nameof(NotRestricted)), "{What}", what);
}
