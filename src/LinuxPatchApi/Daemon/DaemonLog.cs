using LinuxPatchApi.Daemon.Reloading;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Log events 2500..2519, without those of <see cref="ReloadLog"/>.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(2500, LogLevel.Information, "{Version} listens on {Endpoints}")]
    public static partial void Listening(ILogger logger, string version, string endpoints);

    [LoggerMessage(2503, LogLevel.Error, "cannot listen on {Endpoint}: {Reason}")]
    public static partial void BindFailed(ILogger logger, string endpoint, string reason);

    [LoggerMessage(2504, LogLevel.Information, "stopping: requests in flight are finished, "
        + "a package transaction goes on in its own service")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(2506, LogLevel.Warning, "{Signal} is ignored; SIGHUP reads the files again, SIGTERM ends the agent")]
    public static partial void SignalIgnored(ILogger logger, string signal);

    [LoggerMessage(2507, LogLevel.Information, "{Address} is not in the allow-list {Path}: "
        + "its connections are closed without an answer (logged once a minute)")]
    public static partial void AddressDenied(ILogger logger, string address, string path);

    [LoggerMessage(2510, LogLevel.Warning, "{What}")]
    public static partial void NotRestricted(ILogger logger, string what);
}
