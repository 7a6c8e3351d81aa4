using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LinuxPatchApi.Logging;

/// <summary>The least severity that is logged; can be changed while running, all loggers follow at once.</summary>
internal sealed class LevelSwitch(LogLevel initial) : IOptionsMonitor<LoggerFilterOptions>
{
    private readonly Lock _gate = new();
    private readonly List<Action<LoggerFilterOptions, string?>> _listeners = [];

    public LoggerFilterOptions CurrentValue { get; private set; } = new() { MinLevel = initial };

    public LoggerFilterOptions Get(string? name) => CurrentValue;

    public void Set(LogLevel level)
    {
        lock (_gate)
        {
            if (level == CurrentValue.MinLevel)
            {
                return;
            }
            CurrentValue = new LoggerFilterOptions { MinLevel = level };
            _listeners.ForEach(listener => listener(CurrentValue, null));
        }
    }

    public IDisposable OnChange(Action<LoggerFilterOptions, string?> listener)
    {
        lock (_gate)
        {
            _listeners.Add(listener);
        }
        return new Registration(this, listener);
    }

    private sealed class Registration(LevelSwitch owner, Action<LoggerFilterOptions, string?> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._listeners.Remove(listener);
            }
        }
    }
}
