namespace LinuxPatchApi.Packages.Knowledge;

/// <summary>Changes whenever the package database's file was replaced or written. Costs one stat.</summary>
internal readonly record struct DatabaseStamp(long WriteTicks, long Length)
{
    /// <summary>Null when the file is not there.</summary>
    public static DatabaseStamp? Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new DatabaseStamp(file.LastWriteTimeUtc.Ticks, file.Length) : null;
    }
}
