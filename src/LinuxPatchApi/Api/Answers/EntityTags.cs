using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Api.Answers;

/// <summary>
/// Weak entity tags (RFC 9110 section 8.8.3) for lists built from cached data: a list is unchanged while it is built from the same objects.
/// Weak, because time and request id of the envelope differ each time. A tag is never reused, neither after a change nor after a restart.
/// Thread-safe.
/// </summary>
internal sealed class EntityTags
{
    /// <summary>Bytes of the random number of a start. Origin: two starts of one agent must never share it.</summary>
    private const int NonceBytes = 8;

    /// <summary>
    /// Bytes kept of the hash of the target, which distinguishes queries of one list. Origin: a collision would answer "not modified" for
    /// another query; 1 in 2^64 for a pair.
    /// </summary>
    private const int TargetBytes = 8;

    private readonly string _nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
    private readonly Lock _lock = new();
    private readonly WeakReference _first = new(null);
    private readonly WeakReference _second = new(null);
    private (bool IsStale, DateTimeOffset? RefreshedAt, bool HasSecond, string? Failure) _rest;
    private long _number;

    /// <summary>Returns the current tag of a list.</summary>
    /// <param name="target">Path and query as sent.</param>
    /// <param name="first">What the list is built from, compared by reference.</param>
    /// <param name="second">Likewise; null while there is none.</param>
    /// <param name="failure">Why it could not be read anew; null when it could.</param>
    public string Of(string target, object first, object? second, bool isStale, DateTimeOffset? refreshedAt, string? failure = null)
    {
        var rest = (isStale, refreshedAt, second is not null, failure);
        long number;
        lock (_lock)
        {
            if (!ReferenceEquals(_first.Target, first) || !ReferenceEquals(_second.Target, second) || _rest != rest)
            {
                (_first.Target, _second.Target, _rest) = (first, second, rest);
                _number++;
            }

            number = _number;
        }

        var query = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(target)).AsSpan(0, TargetBytes));
        return $"W/\"{_nonce}-{number}-{query}\"";
    }

    /// <summary>True when the client has the list already, by the weak comparison of RFC 9110 section 13.1.2. Pure.</summary>
    /// <param name="ifNoneMatch">Value of If-None-Match; null when not sent.</param>
    public static bool IsKnown(string? ifNoneMatch, string tag)
    {
        foreach (var range in (ifNoneMatch ?? "").AsSpan().Split(','))
        {
            var known = ifNoneMatch.AsSpan(range).Trim(" \t");
            if (known is "*" || Opaque(known).SequenceEqual(Opaque(tag)))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
