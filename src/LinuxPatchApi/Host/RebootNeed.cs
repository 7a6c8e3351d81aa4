using System.Globalization;

namespace LinuxPatchApi.Host;

/// <summary>The distribution's reboot marker.</summary>
/// <param name="KernelPackages">How the names of packages begin that change the kernel only.</param>
internal sealed record RebootMarker(DateTimeOffset Since, IReadOnlyList<string> Packages, IReadOnlyList<string> KernelPackages)
{
    public bool IsKernel(string package) => KernelPackages.Any(prefix => package.StartsWith(prefix, StringComparison.Ordinal));
}

/// <summary>The kinds of evidence for a reboot.</summary>
/// <param name="Marker">The distribution's marker is set.</param>
/// <param name="Requested">The package manager asked for it since boot.</param>
/// <param name="Kernel">A newer kernel is installed than runs.</param>
internal readonly record struct RebootBecause(bool Marker, bool Requested, bool Kernel);

/// <summary>Decides whether and why a reboot is needed. Pure; every reason is evidence, none is guessed from a package's name.</summary>
internal static class RebootNeed
{
    /// <param name="marker">Null when the marker file is not there.</param>
    /// <param name="restartHints">PackageKit's requests for a system restart since boot.</param>
    /// <param name="container">Null outside containers. A container does not own its kernel, so kernel reasons never apply to it.</param>
    /// <param name="runningKernel">The running release.</param>
    /// <param name="installedKernels">The releases whose modules are installed.</param>
    /// <returns>One sentence for each reason; empty when no reboot is needed.</returns>
    public static IReadOnlyList<string> Reasons(
        RebootMarker? marker,
        IReadOnlyList<string> restartHints,
        string? container,
        string runningKernel,
        IReadOnlyList<string> installedKernels)
    {
        var reasons = new List<string>();
        if (marker is not null)
        {
            var packages = container is null ? marker.Packages : [.. marker.Packages.Where(p => !marker.IsKernel(p))];
            if (packages.Count > 0 || marker.Packages.Count == 0)
            {
                var because = packages.Count > 0 ? $" because of {string.Join(", ", packages)}" : "";
                reasons.Add($"reboot-required is set{because} since {marker.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}");
            }
        }

        reasons.AddRange(restartHints.Select(hint => $"the package manager asked for a restart of the system: {hint}"));
        if (container is null && NewerKernel(runningKernel, installedKernels) is { } newer)
        {
            reasons.Add($"kernel {newer} is installed, {runningKernel} is running");
        }

        return reasons;
    }

    /// <inheritdoc cref="Reasons"/>
    /// <returns>Which kinds of evidence there are.</returns>
    public static RebootBecause Because(
        RebootMarker? marker,
        IReadOnlyList<string> restartHints,
        string? container,
        string runningKernel,
        IReadOnlyList<string> installedKernels) => new(
        Reasons(marker, [], container, runningKernel, []).Count > 0,
        restartHints.Count > 0,
        Reasons(null, [], container, runningKernel, installedKernels).Count > 0);

    /// <summary>
    /// Returns the newest kernel of the running flavour that is newer than the running one; another flavour is no reason.
    /// </summary>
    private static string? NewerKernel(string running, IReadOnlyList<string> installed) => installed
        .Where(release =>
            Number(Parts(running), 0) is not null && Flavour(release) == Flavour(running) && CompareNumbers(release, running) > 0)
        .OrderByDescending(release => release, Comparer<string>.Create(CompareNumbers))
        .FirstOrDefault();

    /// <summary>
    /// Returns the parts that do not begin with a digit, without digits (<c>cloud-amd64</c>, <c>generic</c>, <c>lts</c>); when a release
    /// has only numbered parts (EL, Fedora), what follows the plus of the architecture (<c>x86_64+rt</c>).
    /// </summary>
    private static string Flavour(string release)
    {
        var named = release.Split('-').SkipWhile(part => part.Length > 0 && (char.IsAsciiDigit(part[0]) || IsCandidate(part))).ToList();
        var text = named.Count > 0 ? string.Join('-', named)
            : release.IndexOf('+') is var plus and >= 0 ? release[plus..] : "";
        return string.Concat(text.Where(c => !char.IsAsciiDigit(c)));
    }

    /// <summary>
    /// Compares part by part, up to the first word that differs: distributions put their own words between the numbers
    /// (<c>6.1.0-0.deb11.17</c>), some with a number of their own (<c>arch1</c>, <c>fc40</c>); what follows the same word counts again.
    /// </summary>
    private static int CompareNumbers(string a, string b)
    {
        var (left, right) = (Parts(a), Parts(b));
        for (var i = 0; ; i++)
        {
            var (one, other) = (Number(left, i), Number(right, i));
            var (word, otherWord) = (Word(left, i), Word(right, i));
            if (word is not null && otherWord is not null && Letters(word) == Letters(otherWord)
                && (word == otherWord || !IsProcessor(word)))
            {
                if (CompareWithin(word, otherWord) is var within and not 0)
                {
                    return within;
                }

                continue;
            }

            if (IsCandidate(word) != IsCandidate(otherWord))
            {
                return IsCandidate(word) ? -1 : 1;
            }

            var order = Nullable.Compare(one, other);
            if (order != 0 || one is null)
            {
                return order;
            }
        }
    }

    private static string[] Parts(string release) => release.Split('.', '-', '+', '~', '_');

    /// <summary>Returns the number; null when there is no such part, or it is not a number.</summary>
    private static long? Number(string[] parts, int at) =>
        at < parts.Length && long.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Returns the word; null when there is no such part, or it is a number.</summary>
    private static string? Word(string[] parts, int at) => at < parts.Length && Number(parts, at) is null ? parts[at] : null;

    /// <summary><c>rc7</c>: a release candidate, older than the release itself.</summary>
    private static bool IsCandidate(string? part) =>
        part is ['r', 'c', _, ..] && long.TryParse(part.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary><c>v7</c>, <c>v7l</c>, <c>x64v3</c>: another processor, not another release.</summary>
    private static bool IsProcessor(string word) => Letters(word) is "v" or "vl" or "xv";

    private static string Letters(string word) => string.Concat(word.Where(c => !char.IsAsciiDigit(c)));

    /// <summary>Compares the numbers in two words with the same letters.</summary>
    private static int CompareWithin(string one, string other)
    {
        var (left, right) = (Numbers(one), Numbers(other));
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (Nullable.Compare(Number(left, i), Number(right, i)) is var order and not 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static string[] Numbers(string word) =>
        string.Concat(word.Select(c => char.IsAsciiDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
