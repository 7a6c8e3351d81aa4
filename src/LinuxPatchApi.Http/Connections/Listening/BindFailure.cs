using System.Net;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>An endpoint that could not be bound, and why.</summary>
public sealed record BindFailure(IPEndPoint Endpoint, BindFailureReason Reason);
