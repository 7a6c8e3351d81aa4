using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Whether every repository can be read: what the last refresh said of it, by its words, and what its dates on disk foretell.</summary>
internal sealed class RepositoriesCheck(MetadataRefresher refresher, RepositoryCache repositories, TimeProvider time) : ICheck
{
    public const string Name = "repositories";

    /// <summary>Repositories named in one answer. Origin: what a person reads; metrics have all.</summary>
    private const int MostNamed = 8;

    public string Id => Name;

    public object? Mark => refresher.LastFailure;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(repositories.Now(), refresher.LastFailure, refresher.RefreshedAt, time.GetUtcNow(), repositories.Terms));

    /// <summary>Pure.</summary>
    /// <param name="known">Null where it cannot be told which are configured.</param>
    /// <param name="failure">What the last refresh could not do.</param>
    public static CheckResult Judge(IReadOnlyList<RepositoryState>? known, PackageFailure? failure, DateTimeOffset? refreshedAt, DateTimeOffset now, PackageTerms terms)
    {
        var failed = failure is null ? null : Judge(failure, terms);
        var lines = (known ?? []).Select(r => (Repository: r, Problem: RepositoryProblem.Of(r, now, terms))).Where(p => p.Problem is not null).ToList();
        if (failed is null && lines.Count == 0)
        {
            return CheckResult.Ok(Name, refreshedAt is { } at ? $"all read at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "not refreshed by this agent yet");
        }

        var more = lines.Count > MostNamed ? $"; and {lines.Count - MostNamed} more" : "";
        var told = lines.Take(MostNamed).Select(p => $"{p.Repository.Name}: {p.Problem!.Text}").ToList();
        var since = (known ?? []).Where(r => r.Words.Count > 0).Take(MostNamed)
            .Select(r => $"{r.Name} was last read {(r.RefreshedAt is { } read ? $"at {read:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "at a time that is not known")}");
        return CheckResult.Warn(
            Name,
            failed?.Seen ?? (lines.Count == 1 ? "1 complaint" : $"{lines.Count} complaints"),
            string.Join("; ", new[] { failed?.Problem }.OfType<string>().Concat(since).Concat(told)) + more,
            failed?.Remedy ?? lines[0].Problem!.Remedy) with
        {
            Reasons = [.. failed?.Reasons ?? [], .. told.Take(1).Select(t => lines.Count > 1 ? $"{t}; and {lines.Count - 1} more repositories" : t)],
        };
    }

    /// <summary>Doctor tells all of it, health the first line.</summary>
    public static CheckResult Judge(PackageFailure failure, PackageTerms terms)
    {
        var lines = RefreshErrorText.Of(failure.Message);
        var first = lines is [var line, ..] ? line : failure.Message;
        return CheckResult.Warn(Name, lines.Count > 1 ? $"{lines.Count} complaints" : "not all read", string.Join("; ", lines), Remedy(failure, terms)) with
        {
            Reasons = [$"the last refresh of the repositories' indexes failed: {first}"],
        };
    }

    private static string Remedy(PackageFailure failure, PackageTerms terms) => failure.Code switch
    {
        JobErrorCode.Locked => "it is tried again by itself",
        JobErrorCode.DiskFull => "free space on the file system of /var/lib and /var/cache",
        JobErrorCode.BackendUnavailable => "see the check packagekit",
        _ when Has(failure, "not valid yet", "Valid-Until", "is expired (invalid since") => "look at the host's clock, and at the mirror, whose index is out of date",
        _ when Has(failure, "EXPKEYSIG", "expired", "NO_PUBKEY", "not signed", "signatures") =>
            $"install the repository's current signing key, and look at 'signed-by' of its source; '{terms.RefreshCommand}' on the host tells the same",
        _ when Has(failure, "changed its '") && terms.AcceptRepositoryCommand is { } accept =>
            $"look whether the repository really became another one; accept it on the host with '{accept}'",
        _ => $"correct the repository that the text names, or its source; '{terms.RefreshCommand}' on the host tells the same",
    };

    private static bool Has(PackageFailure failure, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (failure.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
