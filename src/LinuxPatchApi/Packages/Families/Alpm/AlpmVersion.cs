namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// The order of pacman's versions <c>[epoch:]pkgver[-pkgrel]</c>, as vercmp(8) prints it. It differs from rpm's: letters at the end make a
/// version older (<c>1.0rc</c> before <c>1.0</c>), and <c>~</c> and <c>^</c> are separators like any other. Pure.
/// </summary>
internal sealed class AlpmVersion : IComparer<string>
{
    public static readonly AlpmVersion Order = new();

    /// <summary>Releases count only when both versions have one.</summary>
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
        return order != 0 || a.Release.IsEmpty || b.Release.IsEmpty ? order : ComparePart(a.Release, b.Release);
    }

    private static int ComparePart(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (!a.IsEmpty && !b.IsEmpty)
        {
            var (separatorsA, separatorsB) = (Separators(a), Separators(b));
            a = a[separatorsA..];
            b = b[separatorsB..];
            if (a.IsEmpty || b.IsEmpty)
            {
                break;
            }

            if (separatorsA != separatorsB)
            {
                return separatorsA < separatorsB ? -1 : 1;
            }

            var order = Segments.Compare(ref a, ref b);
            if (order != 0)
            {
                return order;
            }
        }

        if (a.IsEmpty && b.IsEmpty)
        {
            return 0;
        }

        // A remainder makes a version newer, unless it begins with a letter, which makes it older.
        return (a.IsEmpty && !char.IsAsciiLetter(b[0])) || (!a.IsEmpty && char.IsAsciiLetter(a[0])) ? -1 : 1;
    }

    private static int Separators(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && !char.IsAsciiLetterOrDigit(text[count]))
        {
            count++;
        }

        return count;
    }
}
