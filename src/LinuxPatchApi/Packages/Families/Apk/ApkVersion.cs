namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>
/// The order of Alpine's versions, <c>number{.number}[letter]{_suffix[number]}[-rN]</c> (apk-package(5)): the suffixes alpha, beta, pre and
/// rc come before the version without one, cvs, svn, git, hg and p after it. Pure.
/// </summary>
internal sealed class ApkVersion : IComparer<string>
{
    public static readonly ApkVersion Order = new();

    private static readonly string[] Before = ["alpha", "beta", "pre", "rc"];
    private static readonly string[] After = ["cvs", "svn", "git", "hg", "p"];

    /// <summary>
    /// The kinds of parts. The order matters: when all parts so far are equal, the version whose next part comes first here is newer.
    /// </summary>
    private enum Part
    {
        Invalid = -1,

        /// <summary>A number after a dot, where leading zeros count as a value of their own.</summary>
        Fraction,
        Number,
        Letter,
        Suffix,
        SuffixNumber,
        Revision,
        End,
    }

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        var a = new Reader(x);
        var b = new Reader(y);
        long left = 0, right = 0;
        while (a.Next == b.Next && a.Next is not (Part.End or Part.Invalid) && left == right)
        {
            left = a.Take();
            right = b.Take();
        }

        if (left != right)
        {
            return left < right ? -1 : 1;
        }

        if (a.Next == b.Next)
        {
            // Neither can be parsed any further. Invalid versions are ordered too, so that lists have an order.
            return a.Next == Part.Invalid ? Math.Sign(a.Rest.SequenceCompareTo(b.Rest)) : 0;
        }

        if (a.Next == Part.Suffix && a.Take() < 0)
        {
            return -1;
        }

        return b.Next == Part.Suffix && b.Take() < 0 ? 1 : b.Next.CompareTo(a.Next);
    }

    private ref struct Reader(ReadOnlySpan<char> text)
    {
        public ReadOnlySpan<char> Rest { get; private set; } = text;

        public Part Next { get; private set; } = Part.Number;

        /// <summary>Returns the value of the next part and advances past it.</summary>
        public long Take()
        {
            if (Rest.IsEmpty)
            {
                Next = Part.End;
                return 0;
            }

            if (Next == Part.Fraction && Rest[0] == '0')
            {
                var zeros = Rest.Length - Rest.TrimStart('0').Length;
                Rest = Rest[zeros..];
                Next = Rest.IsEmpty ? Part.End : Part.Number;
                return -zeros;
            }

            var value = Next switch
            {
                Part.Letter => Letter(),
                Part.Suffix => Suffix(),
                _ => Number(),
            };
            if (Next != Part.Invalid)
            {
                Advance();
            }

            return value;
        }

        private long Letter()
        {
            var letter = Rest[0];
            Rest = Rest[1..];
            return letter;
        }

        private long Number()
        {
            long value = 0;
            while (!Rest.IsEmpty && char.IsAsciiDigit(Rest[0]))
            {
                // An overflowing number counts as the largest; apk itself refuses it.
                value = value > (long.MaxValue - 9) / 10 ? long.MaxValue : (value * 10) + (Rest[0] - '0');
                Rest = Rest[1..];
            }

            return value;
        }

        private long Suffix()
        {
            for (var i = 0; i < Before.Length; i++)
            {
                if (Rest.StartsWith(Before[i]))
                {
                    Rest = Rest[Before[i].Length..];
                    return i - Before.Length;
                }
            }

            for (var i = 0; i < After.Length; i++)
            {
                if (Rest.StartsWith(After[i]))
                {
                    Rest = Rest[After[i].Length..];
                    return i;
                }
            }

            Next = Part.Invalid;
            return -1;
        }

        private void Advance()
        {
            var next = PeekPart(out var length);
            var isStepBack = next < Next
                && (next, Next) is not ((Part.Fraction, Part.Number) or (Part.Suffix, Part.SuffixNumber) or (Part.Number, Part.Letter));
            Next = isStepBack ? Part.Invalid : next;
            Rest = Rest[length..];
        }

        /// <param name="length">Length of the separator before the part.</param>
        private readonly Part PeekPart(out int length)
        {
            length = 0;
            if (Rest.IsEmpty)
            {
                return Part.End;
            }

            switch (Next)
            {
                case Part.Number or Part.Fraction when char.IsAsciiLetterLower(Rest[0]):
                    return Part.Letter;
                case Part.Letter when char.IsAsciiDigit(Rest[0]):
                    return Part.Number;
                case Part.Suffix when char.IsAsciiDigit(Rest[0]):
                    return Part.SuffixNumber;
            }

            length = Rest.StartsWith("-r") ? 2 : 1;
            return Rest[0] switch
            {
                '.' => Part.Fraction,
                '_' => Part.Suffix,
                '-' when length == 2 => Part.Revision,
                _ => Part.Invalid,
            };
        }
    }
}
