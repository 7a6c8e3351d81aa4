namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>Syntax of object paths and names (D-Bus specification, "Valid Object Paths" and "Valid Names").</summary>
internal static class Names
{
    public static bool IsObjectPath(string text)
    {
        if (text.Length == 0 || text[0] != '/')
        {
            return false;
        }

        if (text.Length == 1)
        {
            return true;
        }

        var previous = '/';
        foreach (var c in text.AsSpan(1))
        {
            if (c == '/' ? previous == '/' : !IsNameCharacter(c))
            {
                return false;
            }

            previous = c;
        }

        return previous != '/';
    }

    /// <summary>An interface or error name: two or more elements, none starting with a digit.</summary>
    public static bool IsInterface(string text) => IsDotted(text, allowHyphen: false, allowLeadingDigit: false);

    public static bool IsMember(string text) =>
        text.Length is > 0 and <= BusLimits.MaxNameLength && !char.IsAsciiDigit(text[0]) && text.All(IsNameCharacter);

    /// <summary>A unique name (<c>:1.5</c>) or a well-known name.</summary>
    public static bool IsBusName(string text) => text.StartsWith(':')
        ? text.Length <= BusLimits.MaxNameLength && IsDotted(text[1..], allowHyphen: true, allowLeadingDigit: true)
        : IsDotted(text, allowHyphen: true, allowLeadingDigit: false);

    public static bool IsUniqueName(string text) => text.StartsWith(':') && IsBusName(text);

    private static bool IsDotted(string text, bool allowHyphen, bool allowLeadingDigit)
    {
        if (text.Length is 0 or > BusLimits.MaxNameLength)
        {
            return false;
        }

        var elements = 1;
        var atStart = true;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (atStart)
                {
                    return false;
                }

                elements++;
                atStart = true;
                continue;
            }

            var valid = IsNameCharacter(c) || (allowHyphen && c == '-');
            if (!valid || (atStart && !allowLeadingDigit && char.IsAsciiDigit(c)))
            {
                return false;
            }

            atStart = false;
        }

        return !atStart && elements > 1;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
