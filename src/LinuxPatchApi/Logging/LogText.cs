using System.Globalization;
using System.Text;

namespace LinuxPatchApi.Logging;

/// <summary>Makes untrusted text safe for one line of a log that people read on terminals.</summary>
internal static class LogText
{
    /// <summary>
    /// Writes control characters (C0, DEL, C1), line and paragraph separators and bidirectional controls (overrides, isolates and marks) as
    /// <c>\uXXXX</c>: a name can neither forge a line, nor move the cursor, nor display itself reversed. A line feed or tab, which our
    /// exceptions contain, becomes a space.
    /// </summary>
    /// <remarks>A text longer than <see cref="LoggingLimits.LongestMessage"/> is cut there, and its true length is appended.</remarks>
    public static string OneLine(string text)
    {
        if (text.Length > LoggingLimits.LongestMessage)
        {
            text = string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, LoggingLimits.LongestMessage)}… ({text.Length} characters)");
        }

        var first = 0;
        while (first < text.Length && !IsUnsafe(text[first]))
        {
            first++;
        }
        return first == text.Length ? text : Escape(text, first);
    }

    private static string Escape(string text, int first)
    {
        var safe = new StringBuilder(text.Length + 16).Append(text, 0, first);
        foreach (var c in text.AsSpan(first))
        {
            if (c is '\n' or '\t')
            {
                safe.Append(' ');
            }
            else if (IsUnsafe(c))
            {
                safe.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                safe.Append(c);
            }
        }
        return safe.ToString();
    }

    private static bool IsUnsafe(char c) => char.IsControl(c)
        || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
