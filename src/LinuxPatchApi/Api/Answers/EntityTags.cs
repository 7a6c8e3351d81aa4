using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Api.Answers;

/// <summary>
/// Weak entity tags (RFC 9110 section 8.8.3) for lists that are made of what the agent knows: a list is the same as long as it is made of the same
/// objects. Weak, because the envelope's time and request id are others each time. A tag never comes back: not after a change and not after a
/// restart. Thread-safe.
/// </summary>
internal sealed class EntityTags
{
    /// <summary>Origin: two starts of one agent must never share it.</summary>
    private const int NonceBytes = 8;

    /// <summary>Of the hash of the target, which tells the queries of one list apart. Origin: a collision would answer one query with another's "not
    /// modified"; one in 2^64 for a pair.</summary>
    private const int TargetBytes = 8;

    private readonly string _nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
    private readonly Lock _lock = new();
    private readonly WeakReference _first = new(null);
    private readonly WeakReference _second = new(null);
    private (bool IsStale, DateTimeOffset? RefreshedAt, bool HasSecond) _rest;
    private long _number;

    /// <param name="target">Path and query as they were sent.</param>
    /// <param name="first">What the list is made of; told apart by reference.</param>
    /// <param name="second">The same; null for nothing yet.</param>
    public string Of(string target, object first, object? second, bool isStale, DateTimeOffset? refreshedAt)
    {
        var rest = (isStale, refreshedAt, second is not null);
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

    /// <summary>Whether the client has it already: the weak comparison of RFC 9110 section 13.1.2. Pure.</summary>
    /// <param name="ifNoneMatch">The field's value; null when it was not sent.</param>
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
