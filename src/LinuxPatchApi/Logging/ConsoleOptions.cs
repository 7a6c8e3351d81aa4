using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace LinuxPatchApi.Logging;

/// <summary>Options that never change, for the console logger, which insists on a monitor.</summary>
internal sealed class ConsoleOptions(ConsoleLoggerOptions value) : IOptionsMonitor<ConsoleLoggerOptions>
{
    public ConsoleLoggerOptions CurrentValue => value;

    public ConsoleLoggerOptions Get(string? name) => value;

    public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
}
