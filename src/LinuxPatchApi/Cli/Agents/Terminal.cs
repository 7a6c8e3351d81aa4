using System.Globalization;
using System.Text;
using LinuxPatchApi.ClientView;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>What the client knows of the terminal; injected, so that tests answer questions.</summary>
/// <param name="IsOutput">True when lines can be overwritten.</param>
/// <param name="Ask">Returns the line that the operator types; null when nobody can be asked.</param>
internal sealed record Terminal(bool IsOutput, int Width, Func<string?> Ask)
{
    /// <summary>Narrower than this nothing readable fits.</summary>
    private const int LeastWidth = 20;

    /// <summary>STDOUT_FILENO.</summary>
    private const int StandardOutput = 1;

    public static Terminal Own() => new(
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
        Math.Max(Wished() ?? LibC.Columns(StandardOutput) ?? ClientLimits.DefaultWidth, LeastWidth),
        () => Console.IsInputRedirected ? null : ReadLine());

    /// <summary>The width by the environment, which bash sets and does not export; null when it is not set.</summary>
    private static int? Wished() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            ? width
            : null;

    /// <summary>Reads bytes: the console's own reader would bring the whole terminal database along.</summary>
    private static string ReadLine()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        var count = input.Read(buffer);
        return Encoding.UTF8.GetString(buffer, 0, count).Trim();
    }
}
