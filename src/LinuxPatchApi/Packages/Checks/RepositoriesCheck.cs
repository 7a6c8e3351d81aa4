using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>
/// Checks that every repository can be read, by the messages of the last refresh and by the dates of its files on disk.
/// </summary>
internal sealed class RepositoriesCheck(MetadataRefresher refresher, RepositoryCache repositories, TimeProvider time) : ICheck
{
    public const string Name = "repositories";

    /// <summary>Repositories named in one answer. Origin: as many as a person reads; metrics have all.</summary>
    private const int MostNamed = 8;

    public string Id => Name;

    public object? Mark => refresher.LastFailure;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(WithSetting(
            Judge(repositories.Now(), refresher.LastFailure, refresher.RefreshedAt, time.GetUtcNow(), repositories.Terms),
            repositories.WhyNotFetched()));

    /// <summary>Pure.</summary>
    /// <param name="known">Null where the configured repositories are unknown.</param>
    /// <param name="failure">Of the last refresh.</param>
    public static CheckResult Judge(
        IReadOnlyList<RepositoryState>? known, PackageFailure? failure, DateTimeOffset? refreshedAt,
        DateTimeOffset now, PackageTerms terms)
    {
        if (known is { Count: 0 })
        {
            const string None = "no repository is enabled, so whether there are updates is not known";
            return CheckResult.Warn(Name, "none", None, "configure a repository, or enable one") with { Reasons = [None] };
        }

        var failed = failure is null ? null : Judge(failure, terms);
        var lines = (known ?? []).Select(r => (Repository: r, Problem: RepositoryProblem.Of(r, now, terms)))
            .Where(p => p.Problem is not null).ToList();
        if (failed is null && lines.Count == 0)
        {
            return known is null && refreshedAt is null
                ? CheckResult.NotTested(Name, "not refreshed by this agent yet, and which are configured is not known")
                : CheckResult.Ok(
                    Name, refreshedAt is { } at ? $"all read at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "not refreshed by this agent yet");
        }

        var more = lines.Count > MostNamed ? $"; and {lines.Count - MostNamed} more" : "";
        var problems = lines.Take(MostNamed).Select(p => $"{p.Repository.Name}: {p.Problem!.Text}").ToList();
        var since = (known ?? []).Where(r => r.Messages.Count > 0).Take(MostNamed)
            .Select(r => r.RefreshedAt is { } read
                ? $"{r.Name} was last read at {read:yyyy-MM-dd'T'HH:mm:ss'Z'}"
                : $"{r.Name} was last read at a time that is not known");
        return CheckResult.Warn(
            Name,
            failed?.Seen ?? (lines.Count == 1 ? "1 complaint" : $"{lines.Count} complaints"),
            string.Join("; ", new[] { failed?.Problem }.OfType<string>().Concat(since).Concat(problems)) + more,
            failed?.Remedy ?? lines[0].Problem!.Remedy) with
        {
            Reasons =
            [
                .. failed?.Reasons ?? [],
                .. problems.Take(1).Select(p => lines.Count > 1 ? $"{p}; and {lines.Count - 1} more repositories" : p),
            ],
        };
    }

    /// <summary>Doctor reports all lines, health the first.</summary>
    public static CheckResult Judge(PackageFailure failure, PackageTerms terms)
    {
        var lines = RefreshErrorText.Of(failure.Message, terms.Refresh);
        var first = lines is [var line, ..] ? line : failure.Message;
        return CheckResult.Warn(
            Name,
            lines.Count > 1 ? $"{lines.Count} complaints" : "not all read",
            string.Join("; ", lines),
            Remedy(failure, terms)) with
        {
            Reasons = [$"the last refresh of the repositories' indexes failed: {first}"],
        };
    }

    /// <summary>Adds the setting that lets nothing be fetched to what else is wrong; first, for nothing is mended without it.</summary>
    private static CheckResult WithSetting(CheckResult judged, string? why)
    {
        if (why is null)
        {
            return judged;
        }

        const string Remedy = "take the setting back on the host";
        return judged.Problem is not { } problem
            ? CheckResult.Warn(Name, "not fetched", why, Remedy) with { Reasons = [why] }
            : judged with
            {
                Seen = $"not fetched, {judged.Seen}",
                Problem = $"{why}; {problem}",
                Remedy = judged.Remedy is { } other ? $"{Remedy}; then {other}" : Remedy,
                Reasons = [why, .. judged.Reasons],
            };
    }

    private static string Remedy(PackageFailure failure, PackageTerms terms) => failure.Code switch
    {
        JobErrorCode.Locked => "it is tried again by itself",
        JobErrorCode.DiskFull => "free space on the file system of /var/lib and /var/cache",
        JobErrorCode.ReadOnly => "look in the kernel's log for why the file system that the text names is read-only",
        JobErrorCode.BackendUnavailable => "see the check packagekit",
        _ when terms.Refresh.Remedy(failure.Message, terms) is { } remedy => remedy,
        _ => $"correct the repository that the text names, or its source; '{terms.RefreshCommand}' on the host tells the same",
    };
}
