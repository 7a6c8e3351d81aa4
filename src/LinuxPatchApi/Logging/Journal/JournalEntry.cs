using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Journal;

/// <summary>Builds an entry of journald's native protocol: one field per line. Pure.</summary>
internal static class JournalEntry
{
    private const string Identifier = "linux-patch-api";

    /// <summary>Values of a message that become journal fields.</summary>
    private static readonly (string Part, string Field)[] Fields = [("JobId", "JOB_ID"), ("RequestId", "REQUEST_ID")];

    /// <param name="line">The message as one line, from <see cref="JournalFormatter.Line"/>: without a line feed the field needs no
    /// length.</param>
    /// <param name="state">The named values of the message; null when it has none.</param>
    public static byte[] Of(LogLevel level, string line, IReadOnlyList<KeyValuePair<string, object?>>? state)
    {
        var text = new StringBuilder(line.Length + 128)
            .Append("PRIORITY=").Append(JournalFormatter.Severity(level)).Append('\n')
            .Append("SYSLOG_IDENTIFIER=").Append(Identifier).Append('\n');
        foreach (var (part, field) in Fields)
        {
            if (ValueOf(state, part) is { Length: > 0 } value)
            {
                text.Append(field).Append('=').Append(value).Append('\n');
            }
        }
        return Encoding.UTF8.GetBytes(text.Append("MESSAGE=").Append(line).Append('\n').ToString());
    }

    private static string? ValueOf(IReadOnlyList<KeyValuePair<string, object?>>? state, string part)
    {
        for (var i = 0; i < state?.Count; i++)
        {
            if (state[i].Key == part)
            {
                return LogText.OneLine(Convert.ToString(state[i].Value, CultureInfo.InvariantCulture) ?? "");
            }
        }
        return null;
    }
}
