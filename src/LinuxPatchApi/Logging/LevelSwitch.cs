using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>The minimum level that is logged. A change takes effect in all loggers at once.</summary>
internal sealed class LevelSwitch(LogLevel initial)
{
    private volatile LogLevel _current = initial;

    public LogLevel Current => _current;

    public void Set(LogLevel level) => _current = level;
}
