using System.Globalization;

namespace LinuxPatchApi.Wire;

/// <summary>RFC 3339 in UTC with <c>Z</c>, to the millisecond.</summary>
internal static class UtcTime
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>For a document: the serializer writes a UTC time with <c>Z</c>, and a <see cref="DateTimeOffset"/> with <c>+00:00</c>.</summary>
    public static DateTime Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond));
    }

    /// <summary>Null stays null.</summary>
    public static DateTime? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;
}
