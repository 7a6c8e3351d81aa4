namespace LinuxPatchApi.Host;

/// <summary>The distribution's reboot marker.</summary>
internal sealed record RebootMarker(DateTimeOffset Since, IReadOnlyList<string> Packages);

/// <summary>Whether and why a reboot is needed. Pure; every reason is evidence, none is guessed from a package's name.</summary>
internal static class RebootNeed
{
    /// <param name="marker">Null when the marker file is not there.</param>
    /// <param name="restartHints">PackageKit's wishes for a restart of the system since boot.</param>
    /// <param name="container">A container does not own its kernel; its kernel reasons never apply.</param>
    /// <param name="runningKernel">The release that runs.</param>
    /// <param name="installedKernels">The releases whose modules are installed.</param>
    /// <returns>Empty when no reboot is needed.</returns>
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
            var packages = container is null ? marker.Packages : [.. marker.Packages.Where(p => !IsKernel(p))];
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

    /// <summary>Of the same flavour as the running one, so that a second flavour is no reason.</summary>
    private static string? NewerKernel(string running, IReadOnlyList<string> installed) => installed
        .Where(release => Numbers(running).Count > 0 && Flavour(release) == Flavour(running) && CompareNumbers(release, running) > 0)
        .OrderByDescending(release => release, Comparer<string>.Create(CompareNumbers))
        .FirstOrDefault();

    /// <summary>The parts that do not begin with a digit, their own numbers aside (<c>cloud-amd64</c>, <c>generic</c>, <c>lts</c>); where a
    /// release has only numbered parts (EL, Fedora), what follows the architecture's plus (<c>x86_64+rt</c>).</summary>
    private static string Flavour(string release)
    {
        var named = release.Split('-').SkipWhile(part => part.Length > 0 && char.IsAsciiDigit(part[0])).ToList();
        var text = named.Count > 0 ? string.Join('-', named)
            : release.IndexOf('+') is var plus and >= 0 ? release[plus..] : "";
        return string.Concat(text.Where(c => !char.IsAsciiDigit(c)));
    }

    private static int CompareNumbers(string a, string b)
    {
        var left = Numbers(a);
        var right = Numbers(b);
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (left[i] != right[i])
            {
                return left[i].CompareTo(right[i]);
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static List<long> Numbers(string release)
    {
        var numbers = new List<long>();
        foreach (var part in release.Split('.', '-', '+', '~', '_'))
        {
            if (!long.TryParse(part, out var number))
            {
                break;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static bool IsKernel(string package) =>
        package.StartsWith("linux-image", StringComparison.Ordinal) || package.StartsWith("linux-base", StringComparison.Ordinal) || package.StartsWith("linux-modules", StringComparison.Ordinal);
}
