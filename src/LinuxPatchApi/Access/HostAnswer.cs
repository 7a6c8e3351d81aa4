using System.Net;

namespace LinuxPatchApi.Access;

/// <summary>What a resolver says to a name. <paramref name="Failure"/> is null when there is at least one address.</summary>
internal sealed record HostAnswer(IReadOnlyList<IPAddress> Addresses, string? Failure);
