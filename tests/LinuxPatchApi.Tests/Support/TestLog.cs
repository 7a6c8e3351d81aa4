using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Tests.Support;

/// <summary>Loggers for tests that do not look at the log.</summary>
internal static class TestLog
{
    public static ILogger<T> Of<T>() => NullLogger<T>.Instance;
}
