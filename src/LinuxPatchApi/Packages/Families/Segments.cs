namespace LinuxPatchApi.Packages.Families;

/// <summary>Runs of digits or of letters, the units in which RPM and pacman compare versions. Pure.</summary>
internal static class Segments
{
    /// <summary>Compares the first segment of each and removes both. Neither text may be empty or begin with a separator.</summary>
    public static int Compare(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        var isNumber = char.IsAsciiDigit(a[0]);
        var left = Take(ref a, isNumber);
        var right = Take(ref b, isNumber);
        if (right.IsEmpty)
        {
            return isNumber ? 1 : -1; // A number is newer than letters.
        }

        if (isNumber)
        {
            left = left.TrimStart('0');
            right = right.TrimStart('0');
            if (left.Length != right.Length)
            {
                return left.Length > right.Length ? 1 : -1;
            }
        }

        return Math.Sign(left.SequenceCompareTo(right));
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, bool digits)
    {
        var length = 0;
        while (length < text.Length && (digits ? char.IsAsciiDigit(text[length]) : char.IsAsciiLetter(text[length])))
        {
            length++;
        }

        var segment = text[..length];
        text = text[length..];
        return segment;
    }
}
