using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Api.Idempotency;

/// <summary>The rules of the Idempotency-Key header (contract section 4). Pure.</summary>
internal static class IdempotencyRules
{
    public const string Header = "Idempotency-Key";
    public const string Rule = "must be given once, 1 to 128 visible ASCII characters";

    /// <summary>How long a key is stored.</summary>
    public static readonly TimeSpan Retention = Jobs.JobLimits.KeyKept;

    private const int MaxLength = 128;

    public static bool IsKey(string text) => text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    public static string Digest(string method, string target, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{method} {target}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
