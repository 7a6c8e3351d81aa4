namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/services/{name}</c>; the states are spelled as by systemd.</summary>
internal sealed record Service(
    string Name,
    string DisplayName,
    string ActiveState,
    string SubState,
    string LoadState,
    string EnabledState,
    long? MainPid,
    bool Healthy);
