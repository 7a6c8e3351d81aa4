namespace LinuxPatchApi.Page;

/// <summary>Whether a client prefers the page to the index (RFC 9110 section 12.5.1). Pure.</summary>
internal static class PagePreference
{
    /// <summary>The weight 1, in thousandths: RFC 9110 section 12.4.2 has three digits.</summary>
    private const int Full = 1000;

    /// <summary>
    /// True when HTML has a higher weight than JSON. A tie is for the index: programs send no Accept or <c>*/*</c>, browsers give HTML
    /// the highest weight.
    /// </summary>
    /// <param name="accept">Value of Accept; null when not sent.</param>
    public static bool IsPage(string? accept) =>
        Weight(accept, "text/html", "text/*") > Weight(accept, "application/json", "application/*");

    /// <summary>The weight of the most specific range that matches; 0 without one.</summary>
    private static int Weight(string? accept, string type, string group)
    {
        var (best, weight) = (0, 0);
        foreach (var part in (accept ?? "").AsSpan().Split(','))
        {
            var range = accept.AsSpan(part);
            var end = range.IndexOf(';');
            var name = (end < 0 ? range : range[..end]).Trim(" \t");
            var rank = name.Equals(type, StringComparison.OrdinalIgnoreCase) ? 3
                : name.Equals(group, StringComparison.OrdinalIgnoreCase) ? 2
                : name is "*/*" ? 1 : 0;
            if (rank > best)
            {
                (best, weight) = (rank, end < 0 ? Full : Quality(range[(end + 1)..]));
            }
        }

        return weight;
    }

    /// <summary>The value of <c>q</c> among the parameters, in thousandths; 1000 without one, 0 when it is none.</summary>
    private static int Quality(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part].Trim(" \t");
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return Thousandths(parameter[2..]);
            }
        }

        return Full;
    }

    /// <summary>RFC 9110 section 12.4.2: 0 or 1, a point and at most three digits.</summary>
    private static int Thousandths(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 5 || text[0] is not ('0' or '1') || (text.Length > 1 && text[1] != '.'))
        {
            return 0;
        }

        var (value, unit) = ((text[0] - '0') * Full, Full);
        foreach (var digit in text.Length > 1 ? text[2..] : [])
        {
            unit /= 10;
            value += char.IsAsciiDigit(digit) ? (digit - '0') * unit : 0;
        }

        return Math.Min(value, Full);
    }
}
