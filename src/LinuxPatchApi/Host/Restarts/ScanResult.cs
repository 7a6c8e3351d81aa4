namespace LinuxPatchApi.Host.Restarts;

/// <param name="ByUnit">Whether the scan's own unit made it, which may read every process.</param>
/// <param name="Limitation">Why the scan is incomplete; null when it is complete.</param>
internal sealed record ScanResult(RestartScan Scan, bool ByUnit, string? Limitation);
