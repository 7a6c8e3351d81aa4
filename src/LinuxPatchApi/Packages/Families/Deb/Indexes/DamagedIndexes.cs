using System.Collections.Concurrent;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>
/// Remembers the indexes that could not be read to their end, each until it changes: one damaged index must not hide what the others offer,
/// nor be taken for an empty one.
/// </summary>
internal sealed class DamagedIndexes
{
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, string Why)> _known = new(StringComparer.Ordinal);

    public void Add(string path, Exception problem) => _known[path] = (FileStamp.Of(path), SystemErrorText.Of(problem));

    public void Remove(string path) => _known.TryRemove(path, out _);

    /// <summary>Returns why this index cannot be read; null when it could be, was replaced, or was not read yet.</summary>
    public string? Why(string path)
    {
        if (!_known.TryGetValue(path, out var known))
        {
            return null;
        }

        if (known.Stamp == FileStamp.Of(path))
        {
            return known.Why;
        }

        Remove(path);
        return null;
    }
}
