namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/services/{name}</c>; the states are systemd's own words.</summary>
internal sealed record Service(
    string Name,
    string DisplayName,
    string ActiveState,
    string SubState,
    string LoadState,
    string EnabledState,
    long? MainPid,
    bool Healthy);
