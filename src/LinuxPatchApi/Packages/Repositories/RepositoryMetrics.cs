using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>For each configured repository: when it was last read, until when its index is valid, and whether it has a problem.</summary>
internal sealed class RepositoryMetrics(RepositoryCache repositories, TimeProvider time) : IMetricSource
{
    public void Write(MetricsWriter writer)
    {
        var known = repositories.Now();
        if (repositories.Keys(known) is { Count: > 0 } keys)
        {
            writer.Gauge("repository_key_expires_timestamp_seconds", "When the key that verifies each repository expires; absent: never.");
            foreach (var one in keys.Where(k => k.Key.Until is not null))
            {
                writer.Sample("repository", one.Name, one.Key.Until!.Value.ToUnixTimeSeconds());
            }
        }

        if (known is null)
        {
            return;
        }

        var now = time.GetUtcNow();
        writer.Gauge("repository_refreshed_timestamp_seconds", "When each repository was last read with success, as far as is known.");
        foreach (var one in known.Where(r => r.RefreshedAt is not null))
        {
            writer.Sample("repository", one.Name, one.RefreshedAt!.Value.ToUnixTimeSeconds());
        }

        writer.Gauge("repository_valid_until_timestamp_seconds", "When the package manager refuses the index of each repository from.");
        foreach (var one in known.Where(r => r.Release?.ValidUntil is not null))
        {
            writer.Sample("repository", one.Name, one.Release!.ValidUntil!.Value.ToUnixTimeSeconds());
        }

        writer.Gauge(
            "repository_problem", "1 while a repository could not be read or its index is about to be refused; doctor has the words.");
        foreach (var one in known)
        {
            var hasProblem = one.Messages.Count > 0 || RepositoryProblem.Of(one, now, repositories.Terms) is not null;
            writer.Sample("repository", one.Name, hasProblem ? 1 : 0);
        }
    }
}
