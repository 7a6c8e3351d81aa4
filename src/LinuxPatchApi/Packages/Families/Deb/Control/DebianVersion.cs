namespace LinuxPatchApi.Packages.Families.Deb.Control;

/// <summary>The order of Debian versions (deb-version(7)). Pure.</summary>
internal sealed class DebianVersion : IComparer<string>
{
    public static readonly DebianVersion Order = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        var (epochX, upstreamX, revisionX) = Split(x);
        var (epochY, upstreamY, revisionY) = Split(y);
        var byEpoch = ComparePart(epochX, epochY);
        if (byEpoch != 0)
        {
            return byEpoch;
        }

        var byUpstream = ComparePart(upstreamX, upstreamY);
        return byUpstream != 0 ? byUpstream : ComparePart(revisionX, revisionY);
    }

    private static (string Epoch, string Upstream, string Revision) Split(string version)
    {
        var colon = version.IndexOf(':');
        var epoch = colon < 0 ? "0" : version[..colon];
        var rest = version[(colon + 1)..];
        var dash = rest.LastIndexOf('-');
        return dash < 0 ? (epoch, rest, "0") : (epoch, rest[..dash], rest[(dash + 1)..]);
    }

    private static int ComparePart(string a, string b)
    {
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            while ((i < a.Length && !char.IsAsciiDigit(a[i])) || (j < b.Length && !char.IsAsciiDigit(b[j])))
            {
                var difference = Weight(a, i) - Weight(b, j);
                if (difference != 0)
                {
                    return difference;
                }

                i++;
                j++;
            }

            var byNumber = CompareNumber(a, ref i, b, ref j);
            if (byNumber != 0)
            {
                return byNumber;
            }
        }

        return 0;
    }

    /// <summary>A tilde sorts before the end, the end before letters, letters before everything else.</summary>
    private static int Weight(string text, int at) => at >= text.Length || char.IsAsciiDigit(text[at]) ? 0
        : text[at] == '~' ? -1
        : char.IsAsciiLetter(text[at]) ? text[at]
        : text[at] + 256;

    private static int CompareNumber(string a, ref int i, string b, ref int j)
    {
        var left = Digits(a, ref i);
        var right = Digits(b, ref j);
        return left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
