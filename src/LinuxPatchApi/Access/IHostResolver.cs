using System.Net;

namespace LinuxPatchApi.Access;

/// <summary>Resolves host names of the allow-list.</summary>
internal interface IHostResolver
{
    /// <summary>Returns the addresses of both families. A failure to resolve is part of the answer, not an exception.</summary>
    Task<HostAnswer> ResolveAsync(string name, CancellationToken cancellation);
}

/// <summary>The result of resolving one name.</summary>
/// <param name="Failure">Why the name has no address, as a clause for people; null when it has at least one.</param>
/// <param name="Lifetime">The TTL of the addresses; null when unknown.</param>
/// <param name="IsGone">True for a failure that is an answer: the name does not exist, or has no address. False when nobody
/// answers.</param>
internal sealed record HostAnswer(
    IReadOnlyList<IPAddress> Addresses, string? Failure, TimeSpan? Lifetime = null, bool IsGone = false);
