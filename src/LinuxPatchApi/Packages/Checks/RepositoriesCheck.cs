using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Whether the last refresh read every repository: an expired key, a changed label or an old index of one of them is told by its words.</summary>
internal sealed class RepositoriesCheck(MetadataRefresher refresher) : ICheck
{
    public const string Name = "repositories";

    public string Id => Name;

    public object? Mark => refresher.LastFailure;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(refresher.LastFailure is { } failure ? Judge(failure)
            : CheckResult.Ok(Name, refresher.RefreshedAt is { } at ? $"all read at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "not refreshed by this agent yet"));

    /// <summary>Doctor tells all of it, health the first line.</summary>
    public static CheckResult Judge(PackageFailure failure)
    {
        var lines = RefreshWords.Of(failure.Message);
        var first = lines is [var line, ..] ? line : failure.Message;
        return CheckResult.Warn(Name, lines.Count > 1 ? $"{lines.Count} complaints" : "not all read", string.Join("; ", lines), Remedy(failure)) with
        {
            Reasons = [$"the last refresh of the repositories' indexes failed: {first}"],
        };
    }

    private static string Remedy(PackageFailure failure) => failure.Code switch
    {
        JobErrorCode.Locked => "it is tried again by itself",
        JobErrorCode.DiskFull => "free space on the file system of /var/lib and /var/cache",
        JobErrorCode.BackendUnavailable => "see the check packagekit",
        _ when Has(failure, "not valid yet", "Valid-Until", "is expired (invalid since") => "look at the host's clock, and at the mirror, whose index is out of date",
        _ when Has(failure, "EXPKEYSIG", "expired", "NO_PUBKEY", "not signed", "signatures") =>
            "install the repository's current signing key, and look at 'signed-by' of its source; 'apt-get update' on the host tells the same",
        _ when Has(failure, "changed its '") =>
            "look whether the repository really became another one; accept it on the host with 'apt-get update --allow-releaseinfo-change'",
        _ => "correct the repository that the text names, or its source; 'apt-get update' on the host tells the same",
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
