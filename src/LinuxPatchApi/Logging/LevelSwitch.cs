using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>The least severity that is logged; can be changed while running, all loggers follow at once.</summary>
internal sealed class LevelSwitch(LogLevel initial)
{
    private volatile LogLevel _current = initial;

    public LogLevel Current => _current;

    public void Set(LogLevel level) => _current = level;
}
