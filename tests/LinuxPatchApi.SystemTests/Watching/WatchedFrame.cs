using System.Globalization;
using System.Text.Json;

namespace LinuxPatchApi.SystemTests.Watching;

/// <summary>A frame as a foreign client printed it.</summary>
/// <param name="At">When it came, milliseconds of the client's own clock.</param>
internal sealed record WatchedFrame(long At, JsonElement Frame)
{
    public static IReadOnlyList<WatchedFrame> Of(string printed) =>
    [
        .. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).Select(part =>
            new WatchedFrame(long.Parse(part[0], CultureInfo.InvariantCulture), JsonDocument.Parse(part[1]).RootElement)),
    ];
}
