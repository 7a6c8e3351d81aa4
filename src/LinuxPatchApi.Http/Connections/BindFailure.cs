using System.Net;

namespace LinuxPatchApi.Http.Connections;

/// <summary>An endpoint that cannot be listened on, and why.</summary>
public sealed record BindFailure(IPEndPoint Endpoint, BindFailureReason Reason);
