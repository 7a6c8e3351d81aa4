using System.Net;

namespace LinuxPatchApi.Configuration.Sections;

/// <summary>Section <c>server</c>.</summary>
/// <param name="Bind">At least one address, without duplicates.</param>
/// <param name="HandshakesPerSecond">Per client address.</param>
internal sealed record ServerSettings(int Port, IReadOnlyList<IPAddress> Bind, TimeSpan Timeout, int HandshakesPerSecond);

/// <summary>Section <c>whitelist</c>.</summary>
internal sealed record WhitelistSettings(string Path)
{
    /// <summary>The entries that an enrolment has brought; null without one.</summary>
    public string? EnrolledPath { get; init; }
}

/// <summary>Section <c>rate_limit</c>: refill per minute and size of the token buckets per client certificate and address.</summary>
internal sealed record RateLimitSettings(bool Enabled, int DestructivePerMinute, int DestructiveBurst, int ReadPerMinute, int ReadBurst);

/// <summary>Section <c>ui</c>.</summary>
/// <param name="Enabled">Whether browsers get the page.</param>
internal sealed record UiSettings(bool Enabled);
