namespace LinuxPatchApi.Files;

/// <summary>Copies a file that may be needed after a power loss.</summary>
internal static class DurableCopy
{
    /// <summary>The content is on disk when this returns; the name is when the directory is synced.</summary>
    public static void Make(string from, string to)
    {
        using var source = RegularFile.Open(from);
        using var target = new FileStream(to, FileMode.Create, FileAccess.Write);
        source.CopyTo(target);
        target.Flush(flushToDisk: true);
    }
}
