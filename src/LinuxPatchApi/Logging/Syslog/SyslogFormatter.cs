using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Syslog;

/// <summary>Formats messages by RFC 5424 section 6.</summary>
internal sealed class SyslogFormatter(string hostName, string applicationName, int processId)
{
    /// <summary>RFC 5424 table 1: system daemons.</summary>
    private const int DaemonFacility = 3;

    private readonly string _host = Token(hostName, 255);
    private readonly string _application = Token(applicationName, 48);

    /// <summary>Returns at most <paramref name="maxBytes"/> bytes; a longer text is cut between two characters.</summary>
    public byte[] Format(SyslogRecord record, int maxBytes)
    {
        var head = string.Create(CultureInfo.InvariantCulture,
            $"<{(DaemonFacility * 8) + Severity(record.Level)}>1 {record.Time.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {_host} "
            + $"{_application} {processId} {Token(record.MessageId ?? "", 32)} - ");
        var text = $"{record.Category}: {LogText.OneLine(record.Text)}";
        // Section 6.4: the byte order mark declares the text as UTF-8; plain ASCII does not need it.
        byte[] mark = Ascii.IsValid(text) ? [] : [0xEF, 0xBB, 0xBF];
        var body = Encoding.UTF8.GetBytes(text);
        var space = Math.Max(0, maxBytes - head.Length - mark.Length);
        return [.. Encoding.ASCII.GetBytes(head), .. mark, .. body.AsSpan(0, Cut(body, space))];
    }

    /// <summary>RFC 6587 section 3.4.1, octet counting.</summary>
    public static byte[] Frame(byte[] message) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), .. message];

    private static int Severity(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    /// <summary>Returns the visible ASCII characters up to a maximum length, "-" when none is left.</summary>
    private static string Token(string text, int maxLength)
    {
        var kept = string.Concat(text.Where(c => c is > ' ' and < (char)0x7F).Take(maxLength));
        return kept.Length == 0 ? "-" : kept;
    }

    private static int Cut(byte[] body, int space)
    {
        if (body.Length <= space)
        {
            return body.Length;
        }
        var end = space;
        while (end > 0 && (body[end] & 0xC0) == 0x80)
        {
            end--;
        }
        return end;
    }
}
