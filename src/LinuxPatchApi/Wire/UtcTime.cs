using System.Globalization;

namespace LinuxPatchApi.Wire;

/// <summary>RFC 3339 in UTC with <c>Z</c>, to the millisecond.</summary>
internal static class UtcTime
{
    /// <summary>What the framework's round-trip format writes after the milliseconds: four more digits and the zone.</summary>
    private const int Dropped = 5;

    /// <summary>Room for what <see cref="Format(DateTimeOffset, Span{byte})"/> writes, and a little more.</summary>
    public const int Bytes = 28;

    /// <summary>Writes it as UTF-8; returns its length.</summary>
    public static int Format(DateTimeOffset time, Span<byte> text)
    {
        time.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        text[length - Dropped] = (byte)'Z';
        return length - Dropped + 1;
    }

    /// <summary>By the framework's round-trip format, a quarter of the cost of a format of one's own; each answer has one.</summary>
    public static string Format(DateTimeOffset time)
    {
        Span<char> text = stackalloc char["2026-11-24T12:00:00.0000000Z".Length];
        time.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        text[length - Dropped] = 'Z';
        return new string(text[..(length - Dropped + 1)]);
    }

    /// <summary>For a document: the serializer writes a UTC time with <c>Z</c>, and a <see cref="DateTimeOffset"/> with <c>+00:00</c>.</summary>
    public static DateTime Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond));
    }

    /// <summary>Null stays null.</summary>
    public static DateTime? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;
}
