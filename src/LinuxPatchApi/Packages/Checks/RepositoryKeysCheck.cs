using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Forecasts which repository stops working, and when: by the keys that verify them and the dates of their indexes.</summary>
internal sealed class RepositoryKeysCheck(RepositoryCache repositories, TimeProvider time) : ICheck
{
    public const string Name = "repository-keys";

    /// <summary>Repositories named in one answer. Origin: as many as a person reads; metrics have all.</summary>
    private const int MostNamed = 8;

    /// <summary>Time before the end of a key from which it is reported. Origin: that of certificates.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromDays(30);

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        var known = repositories.Now();
        return new(Judge(known ?? [], repositories.Keys(known), time.GetUtcNow(), repositories.Terms));
    }

    /// <summary>Pure. Null when nothing is known of any key.</summary>
    public static CheckResult? Judge(
        IReadOnlyList<RepositoryState> known, IReadOnlyList<NamedKey> keys, DateTimeOffset now, PackageTerms terms)
    {
        if (keys.Count == 0)
        {
            return null;
        }

        var problems = keys.Select(k => (k.Name, Text: Problem(k.Key, now, terms))).Where(p => p.Text is not null)
            .Select(p => $"{p.Name}: {p.Text}").ToList();
        var more = problems.Count > MostNamed ? $"; and {problems.Count - MostNamed} more" : "";
        return problems.Count == 0
            ? CheckResult.Ok(Name, Forecast(known, keys))
            : CheckResult.Warn(Name, Forecast(known, keys), string.Join("; ", problems.Take(MostNamed)) + more, terms.CurrentKey) with
            {
                Reasons = [problems.Count > 1 ? $"{problems[0]}; and {problems.Count - 1} more repositories" : problems[0]],
            };
    }

    private static string? Problem(RepositoryKey key, DateTimeOffset now, PackageTerms terms) =>
        key.Problem is { } problem ? key.Fingerprint is { } which ? $"its key {which} {problem}" : $"its key cannot be read: {problem}"
        : key.Until is not { } until ? null
        : until <= now ? $"its key {key.Fingerprint} expired at {UtcText.Of(until)}, and {terms.KeyEnd}"
        : until - now <= Warning ? $"its key {key.Fingerprint} expires at {UtcText.Of(until)}; then {terms.KeyEnd}"
        : null;

    private static string Forecast(IReadOnlyList<RepositoryState> known, IReadOnlyList<NamedKey> keys)
    {
        var key = keys.Where(k => k.Key.Until is not null).MinBy(k => k.Key.Until);
        var index = known.Where(r => r.Release?.ValidUntil is not null).MinBy(r => r.Release!.ValidUntil);
        return (key is null ? "no key expires" : $"the first key to expire is that of {key.Name}, at {UtcText.Of(key.Key.Until!.Value)}")
            + (index is null ? ""
                : $"; without a refresh the first index is refused at {UtcText.Of(index.Release!.ValidUntil!.Value)}, {index.Name}");
    }
}
