using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>A problem that the files of a repository show before the package manager reports it. Pure.</summary>
internal sealed record RepositoryProblem(string Text, string Remedy)
{
    /// <summary>
    /// The last part of its validity in which an index ought to have been replaced: one of so many. Origin: a maintained mirror replaces it
    /// in the first half (Debian's: four times a day, valid for a week); in the last quarter it has missed several updates.
    /// </summary>
    private const int LastPart = 4;

    /// <summary>How far a repository's clock may be ahead of the host's. Origin: apt's Acquire::Max-FutureTime.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    /// <summary>Returns null when there is no problem.</summary>
    public static RepositoryProblem? Of(RepositoryState repository, DateTimeOffset now, PackageTerms terms)
    {
        if (repository.Fault is { } fault)
        {
            return new RepositoryProblem(fault, $"'{terms.RefreshCommand}' on the host tells why");
        }

        if (repository.Release is not { } release)
        {
            return repository.HasIndex ? null : new RepositoryProblem(
                "there is no index of it on this host",
                    $"refresh the indexes; '{terms.RefreshCommand}' on the host tells why it cannot be fetched");
        }

        if (release.Date is { } date && date - now > Ahead)
        {
            return new RepositoryProblem($"its index is not valid before {UtcText.Of(date)}", "look at the host's clock");
        }

        if (release.ValidUntil is not { } until)
        {
            return null;
        }

        if (until <= now)
        {
            return new RepositoryProblem(
                $"its index was valid until {UtcText.Of(until)}, and no newer one has come",
                "refresh the indexes, and look at the host's clock and at the mirror, whose index may be out of date");
        }

        // Only when a refresh in the last part still found the same index: before that, the next refresh may well bring a new one.
        return release.Date is { } made && until - ((until - made) / LastPart) is var late && now >= late && repository.RefreshedAt >= late
            ? new RepositoryProblem(
                $"its index is valid until {UtcText.Of(until)} only, and the mirror has no newer one",
                "look at the mirror, which is not kept up to date")
            : null;
    }
}
