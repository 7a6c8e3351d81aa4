using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>What the files of a repository on this host foretell, before the package manager has to say it. Pure.</summary>
internal sealed record RepositoryProblem(string Text, string Remedy)
{
    /// <summary>The part of its time in which an index ought to have been made anew. Origin: a mirror that is kept replaces it when less than half of
    /// the time is over (Debian's: four times a day, good for a week); in the last quarter it has missed several.</summary>
    private const int LastPart = 4;

    /// <summary>A repository's clock may be ahead of the host's by this. Origin: apt's Acquire::Max-FutureTime.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    /// <summary>Null when all is well.</summary>
    public static RepositoryProblem? Of(RepositoryState repository, DateTimeOffset now, PackageTerms terms)
    {
        if (repository.Release is not { } release)
        {
            return repository.HasIndex ? null : new RepositoryProblem(
                "there is no index of it on this host", $"refresh the indexes; '{terms.RefreshCommand}' on the host tells why it cannot be fetched");
        }

        if (release.Date is { } date && date - now > Ahead)
        {
            return new RepositoryProblem($"its index is not valid before {Time(date)}", "look at the host's clock");
        }

        if (release.ValidUntil is not { } until)
        {
            return null;
        }

        if (until <= now)
        {
            return new RepositoryProblem(
                $"its index was valid until {Time(until)}, and no newer one has come", "refresh the indexes, and look at the host's clock and at the mirror, whose index may be out of date");
        }

        // Only when it was looked at in its last part and was still the same: before that, the next refresh may well bring another one.
        return release.Date is { } made && until - ((until - made) / LastPart) is var late && now >= late && repository.RefreshedAt >= late
            ? new RepositoryProblem($"its index is valid until {Time(until)} only, and the mirror has no newer one", "look at the mirror, which is not kept up to date")
            : null;
    }

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
