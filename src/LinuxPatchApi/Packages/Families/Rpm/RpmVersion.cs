namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// The order of RPM versions <c>[epoch:]version[-release]</c>: rpm's rpmvercmp for each part, with <c>~</c> before and <c>^</c> after
/// the end of a version (rpm-version(7)). Pure.
/// </summary>
internal sealed class RpmVersion : IComparer<string>
{
    public static readonly RpmVersion Order = new();

    /// <summary>A version without a release sorts before the same one with a release.</summary>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        var a = VersionParts.Of(x);
        var b = VersionParts.Of(y);
        var order = ComparePart(a.Epoch, b.Epoch);
        order = order != 0 ? order : ComparePart(a.Version, b.Version);
        return order != 0 ? order : ComparePart(a.Release, b.Release);
    }

    /// <summary>Compares two versions, or two releases, segment by segment.</summary>
    public static int ComparePart(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (true)
        {
            a = SkipSeparators(a);
            b = SkipSeparators(b);
            if (StartsWith(a, '~') || StartsWith(b, '~'))
            {
                if (!StartsWith(a, '~') || !StartsWith(b, '~'))
                {
                    return StartsWith(a, '~') ? -1 : 1;
                }

                a = a[1..];
                b = b[1..];
                continue;
            }

            if (StartsWith(a, '^') || StartsWith(b, '^'))
            {
                if (!StartsWith(a, '^') || !StartsWith(b, '^'))
                {
                    return CaretAlone(a, b);
                }

                a = a[1..];
                b = b[1..];
                continue;
            }

            if (a.IsEmpty || b.IsEmpty)
            {
                // The one with a segment left is newer.
                return a.Length.CompareTo(b.Length) switch { > 0 => 1, < 0 => -1, _ => 0 };
            }

            var order = Segments.Compare(ref a, ref b);
            if (order != 0)
            {
                return order;
            }
        }
    }

    /// <summary>
    /// Compares when only one begins with a caret: it is newer than the end of the other version, and older than anything else.
    /// </summary>
    private static int CaretAlone(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.IsEmpty ? -1 : b.IsEmpty ? 1 : StartsWith(a, '^') ? -1 : 1;

    private static ReadOnlySpan<char> SkipSeparators(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length && !char.IsAsciiLetterOrDigit(text[at]) && text[at] is not ('~' or '^'))
        {
            at++;
        }

        return text[at..];
    }

    private static bool StartsWith(ReadOnlySpan<char> text, char first) => !text.IsEmpty && text[0] == first;
}
