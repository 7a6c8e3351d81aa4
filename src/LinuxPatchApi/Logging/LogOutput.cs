using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Logging.Journal;
using LinuxPatchApi.Logging.Syslog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LinuxPatchApi.Logging;

/// <summary>The logger factory made of the configuration. Disposing it sends what still waits.</summary>
internal sealed class LogOutput : IDisposable
{
    private readonly List<ILoggerProvider> _providers;
    private readonly SyslogLoggerProvider? _syslog;

    private LogOutput(LevelSwitch level, List<ILoggerProvider> providers, SyslogLoggerProvider? syslog)
    {
        Level = level;
        _providers = providers;
        _syslog = syslog;
        Factory = new LoggerFactory(providers, level);
    }

    public ILoggerFactory Factory { get; }

    public LevelSwitch Level { get; }

    /// <summary>Messages that did not reach the syslog server since the start.</summary>
    public long LostSyslogMessages => _syslog?.LostMessages ?? 0;

    public static LogOutput Create(LoggingSettings settings, TimeProvider clock)
    {
        var providers = new List<ILoggerProvider>();
        SyslogLoggerProvider? syslog = null;
        if (settings.JournalEnabled)
        {
            providers.Add(JournalStream.IsStandardError() ? new JournalLoggerProvider(JournalStream.Socket, Console.OpenStandardError(), clock) : StandardError());
        }
        if (settings.Syslog is { } endpoint)
        {
            syslog = new SyslogLoggerProvider(endpoint, Environment.MachineName, Environment.ProcessId, clock);
            providers.Add(syslog);
        }
        return new LogOutput(new LevelSwitch(settings.Level), providers, syslog);
    }

    /// <summary>The factory does not dispose of providers that it was made with, so that is done here.</summary>
    public void Dispose()
    {
        Factory.Dispose();
        _providers.ForEach(provider => provider.Dispose());
    }

    /// <summary>
    /// Lines with systemd's priority prefix; when standard error is not read, messages are dropped rather than waited for.
    /// </summary>
    private static ConsoleLoggerProvider StandardError() => new(
        new ConsoleOptions(new ConsoleLoggerOptions
        {
            FormatterName = ConsoleFormatterNames.Systemd,
            LogToStandardErrorThreshold = LogLevel.Trace,
            MaxQueueLength = LoggingLimits.ConsoleQueue,
            QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite,
        }),
        [new JournalFormatter(forTerminal: !Console.IsErrorRedirected)]);
}
