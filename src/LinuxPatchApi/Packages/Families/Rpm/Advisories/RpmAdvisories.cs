using System.IO.Compression;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm.Advisories;

/// <summary>
/// The advisories in PackageKit's cache. Its dnf backend drops when they were published and whether they ask for a reboot, its dnf5
/// backend how severe they are; the files have it all.
/// </summary>
/// <param name="repositories">Returns the indexes (repomd.xml) of the enabled repositories.</param>
internal sealed class RpmAdvisories(Func<Dictionary<string, FileInfo>> repositories) : IAdvisories
{
    /// <summary>Bytes of all advisories, unpacked. Origin: ten times those of the largest repository of EL 9.</summary>
    private const long MostBytes = 512L << 20;

    /// <summary>Bytes of an index. Origin: a hundred times those of the field.</summary>
    private const long IndexBytes = 1L << 20;

    /// <summary>
    /// Bytes in memory of what is kept of all advisories. Origin: a fifth of what the unit lets the agent have; a thousand updates with an
    /// advisory of 20 KB each need less than half.
    /// </summary>
    private const int MostKept = 48 << 20;

    /// <summary>The decompressors read as much at a time.</summary>
    private const int FileBufferBytes = 4096;

    private readonly Lock _lock = new();
    private List<FileInfo> _files = [];
    private string _stamp = "";
    private IReadOnlySet<string> _names = new HashSet<string>();
    private AdvisoryData? _data;

    public AdvisoryData Read(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var found = repositories();
            if (_data is { } known && _stamp == Stamp(found, _files.ConvertAll(file => new FileInfo(file.FullName)))
                && names.All(_names.Contains))
            {
                return known;
            }

            var data = new AdvisoryData();
            List<FileInfo> files = [];
            var (bytes, kept) = (MostBytes, MostKept);
            var isPassing = false;
            foreach (var (repository, index) in found)
            {
                // Of a file that breaks off nothing counts: what it says would pass for all there is.
                List<AdvisedPackage> packages = [];
                var left = kept;
                if (ReadOne(index, names, packages, files, ref bytes, ref left, ref isPassing, cancellationToken) is { } problem)
                {
                    data.Unread[repository] = problem;
                }
                else
                {
                    kept = left;
                    foreach (var package in packages)
                    {
                        package.Repository = repository;
                        data.Packages.Add(package);
                    }
                }
            }

            // What the system does not let be read now it may later, without a change of any file.
            (_files, _stamp, _names, _data) = (files, Stamp(found, files), names, isPassing ? null : data);
            return data;
        }
    }

    /// <summary>
    /// Of the indexes and of the files that were read by them: one that is not there or is broken may be replaced under the same index.
    /// </summary>
    private static string Stamp(Dictionary<string, FileInfo> found, List<FileInfo> files)
    {
        var text = new StringBuilder();
        foreach (var (_, index) in found)
        {
            Add(text, index);
        }

        foreach (var file in files)
        {
            Add(text, file);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, FileInfo file)
    {
        text.Append(file.FullName).Append(' ');
        if (file.Exists)
        {
            text.Append(file.LastWriteTimeUtc.Ticks).Append(' ').Append(file.Length);
        }

        text.Append('\n');
    }

    /// <summary>Returns why the advisories cannot be read; null when they were, and when there are none.</summary>
    private static string? ReadOne(
        FileInfo index,
        IReadOnlySet<string> names,
        List<AdvisedPackage> into,
        List<FileInfo> files,
        ref long bytes,
        ref int kept,
        ref bool isPassing,
        CancellationToken cancellationToken)
    {
        try
        {
            using var content = RegularFile.Open(index.FullName, FileBufferBytes);
            if (FileIn(content) is not { } name)
            {
                return null;
            }

            var path = Path.Combine(index.DirectoryName!, name);
            var isPlain = name.EndsWith(".xml", StringComparison.Ordinal);
            if (!isPlain && !name.EndsWith(".gz", StringComparison.Ordinal))
            {
                return $"they are compressed as {Path.GetExtension(name)}, which this agent does not read";
            }

            // Looked at before it is read: a change in between is one.
            var seen = new FileInfo(path);
            seen.Refresh();
            files.Add(seen);
            if (!RegularFile.Exists(path))
            {
                return "the package manager has not stored them";
            }

            using var file = RegularFile.Open(path, FileBufferBytes);
            using Stream plain = isPlain ? file : new GZipStream(file, CompressionMode.Decompress);
            var reader = new TagReader(plain, bytes);
            try
            {
                UpdateInfo.Read(reader, names, into, ref kept, cancellationToken);
            }
            finally
            {
                bytes -= reader.BytesRead;
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            isPassing |= e is not InvalidDataException;
            return $"they cannot be read: {SystemErrorText.Of(e)}";
        }
    }

    /// <summary>The file's name by the repository's index (repomd.xml); null where there are no advisories.</summary>
    private static string? FileIn(Stream index)
    {
        var reader = new TagReader(index, IndexBytes);
        while (reader.Read())
        {
            if (reader is not { Name: "data", IsStart: true } || reader.Attribute("type") != "updateinfo")
            {
                continue;
            }

            while (reader.Read() && reader is not { Name: "data", IsEnd: true })
            {
                if (reader.Name == "location" && reader.Attribute("href") is { } at)
                {
                    return Path.GetFileName(at);
                }
            }
        }

        return null;
    }
}
