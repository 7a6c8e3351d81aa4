using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>Counts log events and lets a test wait for them.</summary>
internal sealed class CountingLogger : ILogger
{
    private readonly SemaphoreSlim _events = new(0);
    private int _reached;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _events.Release();

    public async Task ReachedAsync(int count)
    {
        for (; _reached < count; _reached++)
        {
            await _events.WaitAsync(TestContext.Current.CancellationToken);
        }
    }
}
