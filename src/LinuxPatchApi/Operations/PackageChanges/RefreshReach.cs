using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>What a refresh that failed has reached, by what is on disk and by the names in its message. Pure.</summary>
internal static class RefreshReach
{
    /// <param name="leftOut">True when the package manager reported success, and has left repositories out.</param>
    /// <param name="configured">Null when unknown.</param>
    /// <param name="since">When the refresh began.</param>
    public static RefreshOutcome Of(
        PackageFailure failure, bool leftOut, IReadOnlyList<ConfiguredRepository>? configured, DateTimeOffset since, IRefreshTexts texts)
    {
        if (configured is not { Count: > 0 })
        {
            return configured is null ? RefreshOutcome.Failed : RefreshOutcome.Partial;
        }

        var lines = failure.Message.Split('\n').Where(texts.IsFailure).ToList();
        var (isAny, isUnknown) = (false, false);
        foreach (var repository in configured.Where(r => !r.IsUnseen && !lines.Any(r.IsNamedIn)))
        {
            var read = repository.WasReadSince(since, leftOut);
            isAny |= read == true;
            isUnknown |= read is null;
        }

        return isAny ? RefreshOutcome.Partial : isUnknown ? RefreshOutcome.Failed : RefreshOutcome.None;
    }
}
