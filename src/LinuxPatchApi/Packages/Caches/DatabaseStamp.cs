namespace LinuxPatchApi.Packages.Caches;

/// <summary>Changes whenever the package database's file or its journal was replaced or written.</summary>
/// <param name="Unmerged">Entries of the journal, which are not in the file yet.</param>
/// <param name="Journal">Of the names, times and lengths of those entries.</param>
internal readonly record struct DatabaseStamp(long WriteTicks, long Length, int Unmerged = 0, int Journal = 0);
