using System.Globalization;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Watching;

/// <summary>A frame as a foreign client printed it, as the OpenAPI document describes it.</summary>
/// <param name="At">When it came, milliseconds of the client's own clock.</param>
internal sealed record WatchedFrame(long At, JsonElement Frame)
{
    public static IReadOnlyList<WatchedFrame> Of(string printed) =>
    [
        .. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).Select(part =>
            new WatchedFrame(long.Parse(part[0], CultureInfo.InvariantCulture), Checked(part[1]))),
    ];

    /// <summary>Reads a frame of a WebSocket or the data of an event; fails when it is not as described.</summary>
    public static JsonElement Checked(string json)
    {
        var problems = AgentClient.Contract.CheckFrame(Encoding.UTF8.GetBytes(json));
        Assert.True(problems.Count == 0, $"the frame is not as described: {string.Join("; ", problems)}\n{json}");
        return JsonDocument.Parse(json).RootElement;
    }
}
