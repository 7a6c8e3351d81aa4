using System.Globalization;
using System.Text;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>
/// An address of a repository as apt splits it and makes file names of it (apt-pkg/contrib/strutl.cc: URI, URItoFileName; a wrong name
/// makes the indexes of a repository those of nobody). Pure.
/// </summary>
/// <param name="Host">Without brackets; empty for a path on this host.</param>
/// <param name="Port">0 without one.</param>
internal readonly record struct AptUri(string Host, int Port, string Path)
{
    /// <summary>Characters that apt writes in hexadecimal in file names, besides those that are not printable ASCII.</summary>
    private const string InFileNames = "\\|{}[]<>\"^~_=!@#$%^&*";

    /// <summary>The same in a suite, before it goes into the address (Acquire::URIEncode; the percent sign always).</summary>
    private const string InSuites = "+~%";

    /// <summary>Parses any text: what apt makes of one that is no address is what it looks for on disk.</summary>
    public static AptUri Parse(string uri)
    {
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        colon = colon < 0 ? uri.Length : colon;
        var isNetwork = string.CompareOrdinal(uri, colon, "://", 0, 3) == 0;
        var slash = isNetwork ? colon + 3 : colon;
        for (var inBrackets = false; slash < uri.Length && (uri[slash] != '/' || inBrackets); slash++)
        {
            // A slash in brackets is part of the host: cdrom:[Debian GNU/Linux]/.
            inBrackets = uri[slash] == '[' || (inBrackets && uri[slash] != ']');
        }

        var start = Math.Min(colon + (isNetwork ? 3 : 1), slash);
        var (host, port) = HostOf(uri[start..slash]);
        return new AptUri(host, port, slash < uri.Length ? uri[slash..] : "/");
    }

    /// <summary>Returns apt's file name for an address, without its scheme and user.</summary>
    public static string FileName(string uri)
    {
        var (host, port, path) = Parse(uri);
        return FilePart((port == 0 ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}")) + path);
    }

    /// <summary>Returns a part of a file name that is no address of its own: a component.</summary>
    public static string FilePart(string text) => Quote(text, InFileNames).Replace('/', '_');

    /// <summary>Returns the suite as apt puts it into addresses, and so into file names too, where it is quoted once more.</summary>
    public static string Suite(string suite) => Quote(suite, InSuites);

    private static (string Host, int Port) HostOf(string text)
    {
        // The user ends at the last @; one at the very beginning is part of the host.
        var at = text.LastIndexOf('@');
        var host = new StringBuilder();
        var (inBrackets, portFrom) = (false, 0);
        foreach (var c in at > 0 ? text[(at + 1)..] : text)
        {
            switch (c)
            {
                case '[':
                    inBrackets = true;
                    break;
                case ']' when inBrackets:
                    (inBrackets, portFrom) = (false, host.Length);
                    break;
                default:
                    host.Append(c);
                    break;
            }
        }

        if (inBrackets)
        {
            return ("", 0);
        }

        var all = host.ToString();
        var colon = all.LastIndexOf(':');
        if (colon < portFrom)
        {
            return (all, 0);
        }

        var digits = string.Concat(all[(colon + 1)..].TakeWhile(char.IsAsciiDigit));
        return (all[..colon], int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0);
    }

    private static string Quote(string text, string characters)
    {
        var quoted = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b <= 0x20 || b >= 0x7F || characters.Contains((char)b, StringComparison.Ordinal))
            {
                quoted.Append('%').Append(b.ToString("x2", CultureInfo.InvariantCulture));
            }
            else
            {
                quoted.Append((char)b);
            }
        }

        return quoted.ToString();
    }
}
