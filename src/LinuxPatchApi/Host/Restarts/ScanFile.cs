using System.Text.Json;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>The file between the scan's unit, which writes it, and the daemon, which reads it.</summary>
internal static class ScanFile
{
    /// <summary>The RuntimeDirectory of the scan's unit.</summary>
    public const string DefaultDirectory = "/run/linux_patch_api_restarts";

    private const string Name = "scan.json";

    /// <summary>Null when it is written; else why not.</summary>
    public static string? Write(string directory, RestartScan scan) => AtomicFile.Write(
        Path.Combine(directory, Name),
        JsonSerializer.SerializeToUtf8Bytes(scan, RestartScanJson.Default.RestartScan),
        UnixFileMode.UserRead | UnixFileMode.UserWrite)?.ToString();

    public static (RestartScan? Scan, string? Problem) Read(string directory)
    {
        var file = BoundedFile.Read(Path.Combine(directory, Name), RestartLimits.ScanBytes);
        if (file.Bytes is not { } bytes)
        {
            return (null, file.Problem!.ToString());
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, RestartScanJson.Default.RestartScan) is { } scan ? (scan, null) : (null, "the scan is empty");
        }
        catch (JsonException e)
        {
            return (null, $"the scan cannot be read: {e.Message}");
        }
    }
}
