using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.ManagerRepositories;

/// <summary>Log events 2550..2559.</summary>
internal static partial class RepositoryLog
{
    [LoggerMessage(2550, LogLevel.Information, "the manager's repository is set up: {Source}, key {Fingerprint}")]
    public static partial void Written(ILogger logger, string source, string fingerprint);

    [LoggerMessage(2551, LogLevel.Warning, "the manager's repository is not set up ({Trouble}): {Reason}")]
    public static partial void Trouble(ILogger logger, string trouble, string reason);

    [LoggerMessage(2552, LogLevel.Warning,
        "the line or the key of the manager's repository was changed on this host; both are written again")]
    public static partial void Healed(ILogger logger);
}
