namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>One row of ListUnitsByPatterns.</summary>
public sealed record UnitListing(string Name, string Description, string LoadState, string ActiveState, string SubState);
