namespace LinuxPatchApi.Host.Restarts;

/// <param name="ByUnit">The scan's own unit made it, which may read every process.</param>
/// <param name="Limitation">Why the scan does not know everything; null when it does.</param>
internal sealed record ScanResult(RestartScan Scan, bool ByUnit, string? Limitation);
