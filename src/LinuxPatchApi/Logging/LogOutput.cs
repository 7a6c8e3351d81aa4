using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Logging.Journal;
using LinuxPatchApi.Logging.Syslog;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>Builds the logger factory from the configuration. Disposing it sends what is still queued.</summary>
internal sealed class LogOutput : IDisposable
{
    private readonly List<ILogSink> _sinks;
    private readonly SyslogSink? _syslog;

    private LogOutput(LevelSwitch level, List<ILogSink> sinks, SyslogSink? syslog)
    {
        Level = level;
        _sinks = sinks;
        _syslog = syslog;
        Factory = new SinkLoggerFactory(level, sinks);
    }

    public ILoggerFactory Factory { get; }

    public LevelSwitch Level { get; }

    /// <summary>Messages that did not reach the syslog server since the start.</summary>
    public long LostSyslogMessages => _syslog?.LostMessages ?? 0;

    public static LogOutput Create(LoggingSettings settings, TimeProvider clock)
    {
        var sinks = new List<ILogSink>();
        SyslogSink? syslog = null;
        if (settings.JournalEnabled)
        {
            sinks.Add(JournalStream.IsStandardError()
                ? new JournalSink(JournalStream.Socket, StandardErrorSink.Open(), clock)
                : new StandardErrorSink(StandardErrorSink.Open(), forTerminal: !Console.IsErrorRedirected, clock));
        }
        if (settings.Syslog is { } endpoint)
        {
            syslog = new SyslogSink(endpoint, Environment.MachineName, Environment.ProcessId, clock);
            sinks.Add(syslog);
        }
        return new LogOutput(new LevelSwitch(settings.Level), sinks, syslog);
    }

    public void Dispose() => _sinks.ForEach(sink => sink.Dispose());
}
