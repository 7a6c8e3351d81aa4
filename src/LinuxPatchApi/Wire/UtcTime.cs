using System.Globalization;

namespace LinuxPatchApi.Wire;

/// <summary>Times on the wire: RFC 3339 in UTC with <c>Z</c>, truncated to milliseconds.</summary>
internal static class UtcTime
{
    /// <summary>
    /// Characters that the round-trip format of the framework writes after the milliseconds: four more digits and the zone.
    /// </summary>
    private const int Dropped = 5;

    /// <summary>Buffer size for <see cref="Format(DateTimeOffset, Span{byte})"/>: the full round-trip format.</summary>
    public const int Bytes = 28;

    /// <summary>Writes a time as UTF-8. Returns its length.</summary>
    public static int Format(DateTimeOffset time, Span<byte> text)
    {
        time.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        text[length - Dropped] = (byte)'Z';
        return length - Dropped + 1;
    }

    /// <summary>
    /// Formats a time with the round-trip format of the framework, a quarter of the cost of a custom format; every answer has one.
    /// </summary>
    public static string Format(DateTimeOffset time)
    {
        Span<char> text = stackalloc char["2026-11-24T12:00:00.0000000Z".Length];
        time.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        text[length - Dropped] = 'Z';
        return new string(text[..(length - Dropped + 1)]);
    }

    /// <summary>Converts a time for a document.</summary>
    public static WireTime Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return new WireTime(utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond)));
    }

    /// <summary>Converts a time for a document; null stays null.</summary>
    public static WireTime? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;
}
