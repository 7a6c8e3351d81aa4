using System.Globalization;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>
/// The order of the agent's versions as the fleet manager has it: a leading <c>v</c> and everything from the first <c>-</c> do not count,
/// and the numbers between dots are compared one by one. Pure.
/// </summary>
internal static class ManagerVersion
{
    /// <summary>Returns the part that counts, without the epoch of a package's version.</summary>
    public static string Core(string version)
    {
        var epoch = version.IndexOf(':');
        var text = epoch >= 0 ? version[(epoch + 1)..] : version;
        text = text.StartsWith('v') ? text[1..] : text;
        var end = text.IndexOf('-');
        return end < 0 ? text : text[..end];
    }

    /// <summary>True when the manager takes both for the same version.</summary>
    public static bool Same(string a, string b) => Core(a) == Core(b);

    /// <summary>Compares two versions; null when one of them is not numbers between dots, so that only the package manager can.</summary>
    public static int? Compare(string a, string b)
    {
        if (Numbers(a) is not { } first || Numbers(b) is not { } second)
        {
            return null;
        }

        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            var difference = (i < first.Length ? first[i] : 0).CompareTo(i < second.Length ? second[i] : 0);
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }

    private static int[]? Numbers(string version)
    {
        var parts = Core(version).Split('.');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
