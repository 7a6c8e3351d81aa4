using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>The disk space that the updates that can go in take, in bytes. Pure.</summary>
/// <param name="Download">All package files together.</param>
/// <param name="Growth">Growth of the installed size.</param>
/// <param name="Largest">Installed size of the largest package: while it is unpacked, its previous files still exist.</param>
internal sealed record UpdateNeeds(int Updates, long Download, long Growth, long Largest)
{
    /// <summary>Returns null while the updates, or the size of one of them, are unknown: a partial sum would be a wrong number.</summary>
    public static UpdateNeeds? Of(UpdatesSnapshot? offered, InstalledInventory? installed)
    {
        if (offered is null || installed is null)
        {
            return null;
        }

        var needs = new UpdateNeeds(0, 0, 0, 0);
        foreach (var update in offered.Updates.Where(u => u.Blocked is null))
        {
            if (update is not { SizeBytes: { } size, DownloadBytes: { } download })
            {
                return null;
            }

            var growth = Math.Max(0, size - (installed.Predecessor(update.Key)?.SizeBytes ?? 0));
            needs = new UpdateNeeds(needs.Updates + 1, needs.Download + download, needs.Growth + growth, Math.Max(needs.Largest, size));
        }

        return needs;
    }
}
