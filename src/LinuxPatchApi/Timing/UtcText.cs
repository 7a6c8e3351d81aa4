using System.Globalization;

namespace LinuxPatchApi.Timing;

/// <summary>A time in sentences for people: in UTC, to the second.</summary>
internal static class UtcText
{
    public static string Of(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
