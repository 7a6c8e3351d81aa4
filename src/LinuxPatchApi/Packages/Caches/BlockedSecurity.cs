using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Reports security updates that cannot go in although nobody chose that for them. One that is kept back belongs to them: what is held is
/// another package. Pure.
/// </summary>
internal static class BlockedSecurity
{
    /// <summary>Updates named in one sentence. Origin: what a person reads in a list of reasons.</summary>
    private const int Named = 3;

    /// <summary>Returns null when there is none.</summary>
    public static string? Problem(UpdatesSnapshot? known)
    {
        List<UpdateCandidate> blocked = [.. (known?.Updates ?? []).Where(u => u is { Security: true, Blocked: { } why }
            && why != UnlistedUpdates.Unexplained && (!why.IsIntended || why.Kind == BlockKind.KeptBack))];
        if (blocked.Count == 0)
        {
            return null;
        }

        var names = string.Join("; ", blocked.Take(Named).Select(u => $"{u.Name} {u.Version} ({u.Blocked!.Text})"));
        var more = blocked.Count > Named ? $"; and {blocked.Count - Named} more" : "";
        return $"{(blocked.Count == 1 ? "a security update" : $"{blocked.Count} security updates")} cannot go in: {names}{more}";
    }
}
