using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>Security updates that the host lacks because they cannot go in: nobody wished it, so it has to be told. Pure.</summary>
internal static class BlockedSecurity
{
    /// <summary>Updates named in one sentence. Origin: what a person reads in a list of reasons.</summary>
    private const int Named = 3;

    /// <summary>Null when there is none.</summary>
    public static string? Problem(UpdatesSnapshot? known)
    {
        List<UpdateCandidate> blocked = [.. (known?.Updates ?? []).Where(u => u is { Security: true, Blocked.IsWished: false })];
        if (blocked.Count == 0)
        {
            return null;
        }

        var words = string.Join("; ", blocked.Take(Named).Select(u => $"{u.Name} {u.Version} ({u.Blocked!.Text})"));
        var more = blocked.Count > Named ? $"; and {blocked.Count - Named} more" : "";
        return $"{(blocked.Count == 1 ? "a security update" : $"{blocked.Count} security updates")} cannot go in: {words}{more}";
    }
}
