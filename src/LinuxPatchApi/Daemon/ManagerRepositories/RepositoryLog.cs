using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.ManagerRepositories;

/// <summary>Log events 2550..2559.</summary>
internal static class RepositoryLog
{
    public static void Written(ILogger logger, string source, string fingerprint) =>
        logger.Log(LogLevel.Information, new EventId(2550, nameof(Written)),
            "the manager's repository is set up: {Source}, key {Fingerprint}", source, fingerprint);

    public static void Trouble(ILogger logger, string trouble, string reason) =>
        logger.Log(LogLevel.Warning, new EventId(2551, nameof(Trouble)),
            "the manager's repository is not set up ({Trouble}): {Reason}", trouble, reason);

    public static void Healed(ILogger logger) =>
        logger.Log(LogLevel.Warning, new EventId(2552, nameof(Healed)),
            "the line or the key of the manager's repository was changed on this host; both are written again");
}
