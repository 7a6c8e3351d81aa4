using System.Net;

namespace LinuxPatchApi.Access;

/// <summary>What a resolver says to a name. <paramref name="Failure"/> is null when there is at least one address.</summary>
/// <param name="Lifetime">How long it is good for; null when nobody says.</param>
internal sealed record HostAnswer(IReadOnlyList<IPAddress> Addresses, string? Failure, TimeSpan? Lifetime = null);
