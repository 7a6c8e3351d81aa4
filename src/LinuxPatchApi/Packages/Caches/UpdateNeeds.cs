using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>What the updates that can go in take on disk. Pure.</summary>
/// <param name="Download">Of all package files together.</param>
/// <param name="Growth">Of what is installed.</param>
/// <param name="Largest">Of the largest package: while it is unpacked, its former files are still there.</param>
internal sealed record UpdateNeeds(int Updates, long Download, long Growth, long Largest)
{
    /// <summary>Null while it is not known what is offered, or of how many bytes one of them is: half a sum would be a wrong number.</summary>
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

            needs = new UpdateNeeds(
                needs.Updates + 1, needs.Download + download, needs.Growth + Math.Max(0, size - (installed.Predecessor(update.Key)?.SizeBytes ?? 0)), Math.Max(needs.Largest, size));
        }

        return needs;
    }
}
